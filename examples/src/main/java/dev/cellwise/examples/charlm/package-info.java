/**
 * A character-level language model: an LSTM learns a text, is compared with n-gram baselines,
 * invents more of it and is then streamed one character at a time.
 *
 * <p><b>The stream convention.</b> A corpus is two streams of characters, training and held out.
 * Each starts with one lead-in character, which is read but never predicted; every later character
 * is predicted from those before it in the same stream, line ends included. The network and all
 * baselines are measured over exactly the same predictions.
 *
 * <ul>
 *   <li>{@link dev.cellwise.examples.charlm.UnicodeNames} and {@link
 *       dev.cellwise.examples.charlm.TextCorpus} make a {@link
 *       dev.cellwise.examples.charlm.Corpus};
 *   <li>{@link dev.cellwise.examples.charlm.Baselines} measures uniform, unigram, bigram and
 *       trigram on it;
 *   <li>{@link dev.cellwise.examples.charlm.CharLm} is the command, and only parses and calls.
 * </ul>
 */
package dev.cellwise.examples.charlm;
