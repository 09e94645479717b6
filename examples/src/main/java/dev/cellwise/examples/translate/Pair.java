package dev.cellwise.examples.translate;

import java.util.List;

/**
 * Two sequences that say the same.
 *
 * @param source tokens to be translated
 * @param target tokens to be said
 */
record Pair(List<String> source, List<String> target) {}
