package org.noisystudent.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * The checksums of a content, in the form that the service tells them in: Base64.
 *
 * @param crc32c of four bytes, the highest first
 * @param md5 of sixteen bytes
 */
record Checksums(String crc32c, String md5) {
  private static final int BUFFER = 1 << 16;

  static Checksums of(byte[] contents) {
    CRC32C crc = new CRC32C();
    crc.update(contents);
    return new Checksums(text(crc), text(md5Digest().digest(contents)));
  }

  static Checksums of(Path file) throws IOException {
    CRC32C crc = new CRC32C();
    MessageDigest digest = md5Digest();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        crc.update(buffer, 0, read);
        digest.update(buffer, 0, read);
      }
    }
    return new Checksums(text(crc), text(digest.digest()));
  }

  /** Returns whether an object has this content; one that was joined has no MD5. */
  boolean areOf(RemoteObject object) {
    return crc32c.equals(object.crc32c()) && (object.md5().isEmpty() || md5.equals(object.md5()));
  }

  private static String text(CRC32C crc) {
    return text(ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
  }

  private static String text(byte[] sum) {
    return Base64.getEncoder().encodeToString(sum);
  }

  private static MessageDigest md5Digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }
}
