package dev.cellwise.bench.figure;

import java.util.List;

/**
 * What a run was made on.
 *
 * @param cpu its name and family, such as {@code AMD EPYC (family 25, model 17)}
 * @param processors that the JVM saw
 * @param caches such as {@code L1d 32K, L2 1024K, L3 32768K}; empty if not known
 * @param os name, version, architecture
 * @param jdk vendor and version
 * @param flags of the JVMs of Cellwise
 * @param core that single threads were pinned to; -1: none
 */
public record Machine(
    String cpu,
    int processors,
    String caches,
    String os,
    String jdk,
    List<String> flags,
    int core) {}
