/** What one core of a machine allows: the peak of multiply-adds, and the bandwidth of reading. */
package dev.cellwise.bench.limit;
