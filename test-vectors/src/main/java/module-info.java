/** Golden data, a double-precision reference and a gradient checker. */
module dev.cellwise.testing {
  exports dev.cellwise.testing;
}
