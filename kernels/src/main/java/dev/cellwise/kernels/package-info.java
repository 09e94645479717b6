/** See the module's description. */
package dev.cellwise.kernels;
