/** Training: truncated backpropagation through time, losses, optimizer updates. */
package dev.cellwise.rnn.train;
