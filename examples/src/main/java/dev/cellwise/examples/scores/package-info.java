/** {@code cellwise scores}: the score of the next game from the games before. */
package dev.cellwise.examples.scores;
