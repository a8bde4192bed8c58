package org.noisystudent.remote;

import java.time.Instant;
import java.util.Map;

/**
 * An object as it was at a generation.
 *
 * @param name its path below the root of the store
 * @param generation a number that no other content under this name ever had
 * @param size bytes
 * @param crc32c checksum of the content, Base64 of its four bytes
 * @param md5 hash of the content, Base64; empty where the object was joined of others
 * @param tags what was said of it when it was written
 * @param updated when that was, by the service's clock
 */
record RemoteObject(
    String name,
    long generation,
    long size,
    String crc32c,
    String md5,
    Map<String, String> tags,
    Instant updated) {
  /** Stands for the generation of an object that is not there. */
  static final long ABSENT = 0;

  RemoteObject {
    tags = Map.copyOf(tags);
  }
}
