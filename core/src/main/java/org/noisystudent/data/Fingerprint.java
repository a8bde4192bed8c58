package org.noisystudent.data;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/** A SHA-256 under construction. */
final class Fingerprint {
  private final Hasher hasher = Hashing.sha256().newHasher();

  Fingerprint add(long value) {
    hasher.putLong(value);
    return this;
  }

  Fingerprint add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    hasher.putInt(bytes.length).putBytes(bytes);
    return this;
  }

  Fingerprint add(byte[] bytes, int offset, int length) {
    hasher.putBytes(bytes, offset, length);
    return this;
  }

  Fingerprint add(float[][] rows) {
    for (float[] row : rows) {
      for (float value : row) {
        hasher.putFloat(value);
      }
    }
    return this;
  }

  String hex() {
    return hasher.hash().toString();
  }
}
