/** The order of gates in weights, for all formats. Not exported. */
package dev.cellwise.rnn.file.gate;
