package org.noisystudent.remote;

import java.util.Arrays;
import java.util.List;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A place in a bucket, {@code gs://bucket/path}.
 *
 * @param bucket its name
 * @param path the names of folders and file, joined by {@code /}; empty is the bucket itself
 */
public record GsPlace(String bucket, String path) {
  private static final String SCHEME = "gs://";

  /** Returns whether a text names a place in a bucket. */
  public static boolean isMeant(String text) {
    return text.startsWith(SCHEME);
  }

  /**
   * Reads a place.
   *
   * @throws UserErrorException of kind USAGE where the text is not {@code gs://bucket/path}
   */
  public static GsPlace of(String text) {
    List<String> names =
        isMeant(text)
            ? Arrays.asList(text.substring(SCHEME.length()).replaceFirst("/+$", "").split("/", -1))
            : List.of();
    boolean named = names.size() >= 2 && names.stream().noneMatch(GsPlace::isNoName);
    if (!named) {
      throw new UserErrorException(
          Kind.USAGE, "place (" + text + ") must be gs://BUCKET/PATH, with no empty name, . or ..");
    }
    return new GsPlace(names.get(0), String.join("/", names.subList(1, names.size())));
  }

  private static boolean isNoName(String name) {
    return name.isEmpty() || name.equals(".") || name.equals("..");
  }

  /** Returns a place below; this one where the path is empty. */
  public GsPlace resolve(String below) {
    if (below.isEmpty()) {
      return this;
    }
    return new GsPlace(bucket, path.isEmpty() ? below : path + "/" + below);
  }

  /** Returns the folder around. */
  GsPlace parent() {
    return new GsPlace(bucket, path.substring(0, Math.max(0, path.lastIndexOf('/'))));
  }

  /** Returns the last name. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return SCHEME + bucket + "/" + path;
  }
}
