package org.noisystudent.remote;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The two parts of an upload in one request: what is said of the object, and its bytes. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record MultipartBody(byte[] first, byte[] second) {
  static MultipartBody of(String contentType, byte[] body) {
    String boundary = contentType.replaceFirst(".*boundary=\"?([^\";]+)\"?.*", "$1");
    String text = new String(body, StandardCharsets.ISO_8859_1); // a character a byte
    String[] parts = text.split("(^|\r\n)--" + Pattern.quote(boundary), -1);
    return new MultipartBody(content(parts[1]), content(parts[2]));
  }

  private static byte[] content(String part) {
    return part.substring(part.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.ISO_8859_1);
  }
}
