/**
 * {@code cellwise handwriting}: words as sequences of letter images with a label each, read by a
 * bidirectional network that sees the letters around each; and letters as trajectories of a pen.
 * Letters are drawn from strokes of this package's own, so they are the same on every machine.
 */
package dev.cellwise.examples.handwriting;
