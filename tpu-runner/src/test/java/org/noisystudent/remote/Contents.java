package org.noisystudent.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.noisystudent.storage.RunStorage;

/** All that can be seen of a storage, by whichever way it is looked at. */
final class Contents {
  private Contents() {}

  /** Returns the text of each file by path; the ways to look at it must agree. */
  static Map<String, String> of(RunStorage storage) {
    Map<String, String> found = new TreeMap<>();
    storage.list("").forEach(name -> add(storage, name, found));
    return found;
  }

  private static void add(RunStorage storage, String path, Map<String, String> found) {
    if (!storage.exists(path)) {
      throw new AssertionError(path + " is listed and not there");
    }
    if (!storage.list(path).isEmpty()) {
      storage.list(path).forEach(name -> add(storage, path + "/" + name, found));
      return;
    }
    Path place = storage.locate(path);
    if (Files.isRegularFile(place)) {
      String text = new String(storage.read(path), StandardCharsets.UTF_8);
      try {
        if (!text.equals(Files.readString(place))) {
          throw new AssertionError(path + " is located with another content");
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      found.put(path, text);
    } else {
      found.put(path + "/", Files.isDirectory(place) ? "empty" : "listed, and not to be located");
    }
  }
}
