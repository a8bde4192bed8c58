package org.noisystudent.config;

/**
 * A key of the config.
 *
 * @param name with its sections, e.g. {@code train.learningRate.peak}
 * @param defaultValue as printed
 * @param rule what a value must be
 */
public record ConfigKey(String name, String defaultValue, String rule) {}
