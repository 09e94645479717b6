/**
 * Other libraries for the cases, each as a Java program would call it: through its own Java API, or
 * the one that JavaCPP generates. All are native; they are loaded by {@code version} and {@code
 * workload} alone.
 */
package dev.cellwise.bench.peers;
