/**
 * Data for networks: symbols as numbers, and one long sequence cut into rows and windows.
 *
 * <p>Windows are time-major, {@code [T, N]}: the N rows of a time step lie side by side, as
 * networks take them.
 */
package dev.cellwise.rnn.data;
