/** The first steps of a fresh JVM: as it comes, after a warm-up, and with an AOT cache. */
package dev.cellwise.bench.cold;
