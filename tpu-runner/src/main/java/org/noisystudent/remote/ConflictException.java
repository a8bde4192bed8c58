package org.noisystudent.remote;

/** An object is not what it was when it was last looked at: someone else wrote or removed it. */
final class ConflictException extends RuntimeException {
  private final String name;

  ConflictException(String name, Throwable cause) {
    super(name + " was changed meanwhile", cause);
    this.name = name;
  }

  /** Returns the object's name. */
  String object() {
    return name;
  }
}
