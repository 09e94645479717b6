/**
 * Music in four voices as one sequence of notes, many-to-many: the next note is foretold from all
 * before it, and a chorale is invented.
 */
package dev.cellwise.examples.chorales;
