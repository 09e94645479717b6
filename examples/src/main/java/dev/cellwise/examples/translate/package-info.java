/**
 * {@code cellwise translate}: one sequence into another, by an encoder, a decoder and attention.
 *
 * <p>A {@link dev.cellwise.examples.translate.Translator} is made of two vocabularies and a
 * network; greedy or with a beam it is a {@link dev.cellwise.examples.translate.Translation}, as
 * the baselines are, and all are judged by the same {@link dev.cellwise.examples.translate.Score}.
 */
package dev.cellwise.examples.translate;
