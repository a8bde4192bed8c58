package org.noisystudent.savedmodel;

/**
 * A mistake that the user can mend: one clear line that names the file or key, the value and the
 * rule. Shown without a stack trace; its kind is the exit code of the program.
 */
public final class UserErrorException extends RuntimeException {
  private final Kind kind;

  /** Creates an error of a kind, with the whole line a user sees. */
  public UserErrorException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Creates an error of a kind, with the whole line a user sees and what lay beneath. */
  public UserErrorException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Returns the first line of an exception's message, for a line that a user sees. */
  public static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Returns what went wrong. */
  public Kind kind() {
    return kind;
  }

  /** What a user's mistake is about. */
  public enum Kind {
    /** Command line or configuration. */
    USAGE(2),
    /** Images, labels, models, run directories, disks. */
    DATA(3),
    /** The accelerator. */
    DEVICE(4),
    /** A cluster's job service. */
    JOB(5);

    private final int exitCode;

    Kind(int exitCode) {
      this.exitCode = exitCode;
    }

    /** Returns the exit code of the program. */
    public int exitCode() {
      return exitCode;
    }
  }
}
