/**
 * Kernels of recurrent networks on flat float arrays: affine maps over packed weights, gate math,
 * functions of elements, softmax, losses, optimizers, norms, random numbers; each forward and
 * backward.
 *
 * <p>Every kernel has a scalar and a vector twin with the same bits; {@link
 * dev.cellwise.kernels.Kernels} says which one runs. Arrays are passed with an offset, and with
 * strides where rows or panels may lie apart. Sizes come first, then inputs, then outputs. What a
 * method writes is marked "Modified". A wrong argument is refused by an exception that names it;
 * nothing is written then, and nothing is ever allocated.
 */
package dev.cellwise.kernels;
