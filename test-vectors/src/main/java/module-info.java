/** Golden data, a double-precision reference and a gradient checker. */
module dev.cellwise.testing {
  requires static net.jqwik.api;

  exports dev.cellwise.testing;
}
