/**
 * What the commands that teach have in common: options, training with a progress bar, a table of
 * figures beside those of the baselines, a report, pictures, and a claim that is judged.
 *
 * <p>A command extends {@link dev.cellwise.examples.lesson.LessonCommand}, trains with {@link
 * dev.cellwise.examples.lesson.Fit} and says what it has found through {@link
 * dev.cellwise.examples.lesson.Findings}. The same options and seed give the same figures on every
 * machine, but for the seconds.
 */
package dev.cellwise.examples.lesson;
