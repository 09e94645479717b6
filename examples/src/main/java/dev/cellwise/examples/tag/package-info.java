/**
 * {@code cellwise tag}: a label for each step, by a network that reads in both directions.
 *
 * <p>A {@link dev.cellwise.examples.tag.Tagger} makes {@link dev.cellwise.examples.tag.Tagging}s of
 * networks; the most frequent tags of tokens are others. All are judged by the same {@link
 * dev.cellwise.examples.tag.TagScore}.
 */
package dev.cellwise.examples.tag;
