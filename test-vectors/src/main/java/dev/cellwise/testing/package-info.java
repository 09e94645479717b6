/**
 * The oracle, the data and the checker behind the tests of recurrent networks.
 *
 * <h2>What is here</h2>
 *
 * <ul>
 *   <li><b>An oracle.</b> {@link dev.cellwise.testing.LstmReference} is the forward pass of an LSTM
 *       network in double precision, written once, plainly, from the equations, on {@link
 *       dev.cellwise.testing.Complex} numbers. With imaginary parts of zero it is the reference for
 *       outputs and losses; with one imaginary part of 2<sup>-70</sup> it gives an exact derivative
 *       ({@link dev.cellwise.testing.ComplexStep}), so there is no second backward pass to trust.
 *   <li><b>Cells.</b> {@link dev.cellwise.testing.CellProblem} does the same for one layer of any
 *       {@link dev.cellwise.testing.ReferenceCell}: simple cells with any activation, leaky, with
 *       skips or output feedback; the LSTM with its options; both forms of the GRU;
 *       layer-normalised LSTM and GRU; zoneout and variational dropout under given masks; and cells
 *       of one's own.
 *   <li><b>Losses and optimizers.</b> {@link dev.cellwise.testing.ReferenceLoss} and {@link
 *       dev.cellwise.testing.ReferenceOptimizer}, as PyTorch has them.
 *   <li><b>Networks.</b> {@link dev.cellwise.testing.SequenceNetwork} stacks any such cells, in
 *       either direction or both, with dense layers, layer normalisation, dropout under given masks
 *       and residuals; {@link dev.cellwise.testing.SequenceProblem} runs it over rows of different
 *       lengths ({@link dev.cellwise.testing.ValidSteps}) under any loss. With a {@link
 *       dev.cellwise.testing.SequenceSource} they are encoder-decoder networks with attention, or
 *       decoders of a vector.
 *   <li><b>A checker.</b> {@link dev.cellwise.testing.GradientCheck} compares any gradient with the
 *       complex step (element by element, or in random directions where there are too many), with
 *       central differences or, for those who have floats only, with directional differences; its
 *       report names the worst parameter. {@link dev.cellwise.testing.Bounds} and {@link
 *       dev.cellwise.testing.Ulp} hold the bounds to compare within.
 *   <li><b>Data.</b> {@link dev.cellwise.testing.Golden} reads vectors that PyTorch computed; they
 *       are plain text, so other projects can read them too. {@link
 *       dev.cellwise.testing.LectureExample} is an example worked by hand in a lecture.
 *   <li><b>Arbitraries.</b> {@link dev.cellwise.testing.SequenceArbitraries} are the shapes,
 *       lengths and masks that properties by jqwik range over.
 * </ul>
 *
 * <h2>Conventions</h2>
 *
 * <p>T is time, N the batch, I the input size, E the embedding size, H the hidden size, O the
 * number of outputs and V the vocabulary size. Arrays are row-major and time-major, {@code [T, N,
 * .]}. Tensors carry PyTorch's names and shapes, gate blocks in its order i, f, g, o: {@code
 * embedding.weight} [V, E], {@code lstm.weight_ih_l0} [4H, I], {@code lstm.weight_hh_l0} [4H, H],
 * {@code lstm.bias_ih_l0} [4H], {@code head.weight} [O, H], {@code head.bias} [O]. Inputs and
 * initial states are parameters like the others, so that their gradients are checked too: {@code x}
 * [T, N, I], {@code h0_l0} and {@code c0_l0} [N, H].
 *
 * <p>In whole networks names have no {@code lstm.} in front, and those of the reverse direction end
 * in {@code _reverse}: {@code weight_ih_l0}, {@code weight_ih_l0_reverse}, {@code h0_l0}. S is the
 * time of an encoder's input and M the number of its outputs, and its names have {@code encoder.}
 * in front: {@code encoder.weight_ih_l0}, {@code encoder.x} [S, N, I].
 *
 * <p>PyTorch has two biases a layer, which the equations only ever add. Here they are one, named
 * {@code lstm.bias_ih_l0}; the gradient of either of PyTorch's two equals the gradient of this one.
 *
 * <h2>An example</h2>
 *
 * {@snippet :
 * LstmReference reference =
 *     LstmReference.builder().embedding(11, 5).lstm(17).lstm(16).dense(11).build();
 * LstmProblem problem = reference.tokens(steps, rows, tokens, Loss.crossEntropy(targets));
 * double[] parameters = problem.layout().random(42, 0.5); // each is exact as a float
 * double loss = problem.loss(parameters);
 * Map<String, double[]> gradient = problem.layout().split(problem.gradient(parameters));
 * GradientCheck.compare(
 *         problem.layout(), gradient, gradientOfTheTape,
 *         Tolerance.relativeL2(Bounds.backward(4, 17, rows, steps)))
 *     .assertPassed();
 * }
 */
package dev.cellwise.testing;
