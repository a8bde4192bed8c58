/**
 * The studies of the paper at a size that one machine can do: what is changed, what the paper
 * found, and whether three seeds find it too.
 */
package org.noisystudent.reproduction;
