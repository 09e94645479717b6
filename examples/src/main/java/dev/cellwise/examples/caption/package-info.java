/**
 * From a vector to a sequence, one-to-many: a decoder begins from a number, a day or an image, and
 * spells it letter by letter.
 */
package dev.cellwise.examples.caption;
