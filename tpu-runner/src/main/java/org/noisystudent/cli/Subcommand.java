package org.noisystudent.cli;

import java.util.concurrent.Callable;

/**
 * A command that a module to the right adds to the program, found by {@link
 * java.util.ServiceLoader}. It carries picocli's {@code @Command} and returns the exit code.
 */
public interface Subcommand extends Callable<Integer> {}
