package org.noisystudent.remote;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.noisystudent.savedmodel.UserErrorException;

/**
 * An object that is added to. Every addition expects the generation that this process read or wrote
 * last: of two processes that add to it, one finds that out and stops.
 *
 * <p>A small object is written anew, with one request. To a larger one a chunk is joined: it is
 * uploaded beside it, joined by the service, and removed.
 */
final class GrowingObject {
  /** From so many bytes on, chunks are joined. */
  static final int JOINED = 256 << 10;

  private final ObjectStore objects;
  private final String name;
  private final Map<String, String> tags;
  private Optional<RemoteObject> now;
  private Optional<byte[]> contents;

  /**
   * Creates an object as it is now.
   *
   * @param tags of the object where it is not there yet
   * @param now empty where it is not there
   * @param contents its bytes, where they are at hand
   */
  GrowingObject(
      ObjectStore objects,
      String name,
      Map<String, String> tags,
      Optional<RemoteObject> now,
      Optional<byte[]> contents) {
    this.objects = objects;
    this.name = name;
    this.tags = Map.copyOf(tags);
    this.now = now;
    this.contents = contents.filter(bytes -> bytes.length < JOINED);
  }

  /** Returns the generation that is there. */
  long generation() {
    return now.map(RemoteObject::generation).orElse(RemoteObject.ABSENT);
  }

  /** Returns the tags that it is written with. */
  Map<String, String> tags() {
    return now.map(RemoteObject::tags).orElse(tags);
  }

  /**
   * Adds bytes at the end.
   *
   * @throws ConflictException if another process has written it
   */
  synchronized void append(byte[] bytes) {
    if (now.isPresent() && now.get().size() + bytes.length > JOINED) {
      join(now.get(), bytes);
    } else {
      replace(concatenated(bytes));
    }
  }

  /** Writes it anew; as above. */
  synchronized void replace(byte[] bytes) {
    now = Optional.of(objects.put(name, bytes, generation(), tags()));
    contents = Optional.of(bytes).filter(all -> all.length < JOINED);
  }

  private byte[] concatenated(byte[] bytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    if (now.isPresent()) {
      RemoteObject there = now.get();
      all.writeBytes(contents.orElseGet(() -> objects.read(there)));
    }
    all.writeBytes(bytes);
    return all.toByteArray();
  }

  private void join(RemoteObject base, byte[] bytes) {
    contents = Optional.empty();
    RemoteObject chunk =
        objects.put(chunks(name) + UUID.randomUUID(), bytes, RemoteObject.ABSENT, Map.of());
    now = Optional.of(objects.join(base, chunk));
    removeQuietly(chunk);
  }

  /** Removes the chunks that killed processes left beside an object. */
  static void removeChunks(ObjectStore objects, String name) {
    objects.startingWith(chunks(name)).forEach(objects::delete);
  }

  private void removeQuietly(RemoteObject chunk) {
    try {
      objects.delete(chunk);
    } catch (UserErrorException e) {
      // The addition is done. The next process that adds to the object removes the chunk.
    }
  }

  private static String chunks(String name) {
    int slash = name.lastIndexOf('/') + 1;
    return name.substring(0, slash) + "." + name.substring(slash) + ".chunk-";
  }
}
