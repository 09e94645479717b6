/** Training: truncated backpropagation through time, losses, optimizers, learning rates. */
package dev.cellwise.rnn.train;
