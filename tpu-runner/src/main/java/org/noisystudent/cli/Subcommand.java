package org.noisystudent.cli;

/**
 * A command that another module adds to the program, found by {@link java.util.ServiceLoader}. The
 * class carries picocli's {@code @Command} and is a {@code Callable<Integer>} that returns the exit
 * code.
 */
public interface Subcommand {}
