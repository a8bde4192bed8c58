/**
 * The command line: one class a command. Human text goes to stderr, results to stdout; a mistake of
 * the user's is one line and an exit code, never a stack trace.
 */
package org.noisystudent.cli;
