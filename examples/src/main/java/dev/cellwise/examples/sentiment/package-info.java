/**
 * Text classification, many-to-one: a recurrent network reads a text token by token and says what
 * it is at the end; beside it bags of words, which know no order.
 */
package dev.cellwise.examples.sentiment;
