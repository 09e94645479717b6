/**
 * Golden data, a double-precision reference and a gradient checker. Only who uses {@code
 * SequenceArbitraries} needs jqwik.
 */
module dev.cellwise.testing {
  requires static net.jqwik.api;

  exports dev.cellwise.testing;
}
