/**
 * What an experiment is: plain records read from YAML, every key with its default and its rule.
 *
 * <p>Knows nothing of TensorFlow. All problems of a file are collected and reported at once.
 */
package org.noisystudent.config;
