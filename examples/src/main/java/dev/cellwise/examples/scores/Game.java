package dev.cellwise.examples.scores;

/**
 * A game that was played.
 *
 * @param home the team that played at home
 * @param away the other
 * @param homeScore what the first scored
 * @param awayScore what the other scored
 */
record Game(String home, String away, float homeScore, float awayScore) {}
