/** Libraries at one setting side by side, each in a JVM of its own, in turns. */
package dev.cellwise.bench.race;
