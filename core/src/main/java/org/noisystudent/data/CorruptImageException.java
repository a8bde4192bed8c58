package org.noisystudent.data;

/** Says why bytes are not a readable image or record. */
public final class CorruptImageException extends Exception {
  CorruptImageException(String reason) {
    super(reason);
  }
}
