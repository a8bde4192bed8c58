/**
 * Benchmarks beside peers and reproductions of the paper; the rightmost room, nothing imports it.
 */
package org.noisystudent.bench;
