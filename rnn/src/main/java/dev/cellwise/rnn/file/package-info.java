/**
 * Model files and data files. Safetensors is the native format of models: weights with PyTorch's
 * names and layouts, so that both sides read each other's files, and the rest of a model in the
 * file's metadata. Weights of other frameworks' layers are converted by their layouts. Data come
 * from NumPy and go back to it.
 *
 * <table>
 * <caption>Which class does what</caption>
 * <tr><td>{@link dev.cellwise.rnn.file.ModelFile}</td><td>a network with its vocabulary, saved and
 * loaded as a {@link dev.cellwise.rnn.file.Model}</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.StateDict}</td><td>PyTorch's modules to a network, and back
 * </td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.GateLayout}</td><td>the weights of a recurrent layer among
 * frameworks' layouts</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.SafetensorsFile}</td><td>named tensors of any type, read
 * whole</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.MappedSafetensors}</td><td>the same, mapped into memory and
 * read one by one</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.NpyFile}</td><td>one array of NumPy's</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.NpzFile}</td><td>several, by name</td></tr>
 * <tr><td>{@link dev.cellwise.rnn.file.TypedArray}</td><td>such an array: a type, a shape, values;
 * nothing is rounded unasked</td></tr>
 * </table>
 *
 * <p>A file is taken for hostile until it is read: every length is checked against the file before
 * memory is taken for it, every count has a cap, whatever is not understood is refused by name. Bad
 * content gives a {@link dev.cellwise.rnn.file.ModelFileException} and nothing else; no class is
 * ever made from a name in a file, no other file is opened on its behalf, and what is in an archive
 * never becomes a file.
 *
 * <p>Files are written atomically: to a temporary file in the same folder, forced to the disk, then
 * moved into place.
 */
package dev.cellwise.rnn.file;
