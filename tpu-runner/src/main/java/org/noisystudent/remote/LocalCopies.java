package org.noisystudent.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.noisystudent.storage.LocalRunStorage;

/**
 * Objects as local files, each under its own name. A file counts only while it has the content of
 * the object; else it is fetched again, so that whatever a local folder holds, old, damaged or half
 * written, does no harm.
 */
final class LocalCopies {
  private final ObjectStore objects;
  private final LocalRunStorage local;

  /** The generation that a file was found to be a copy of by this process. */
  private final Map<String, Long> known = new ConcurrentHashMap<>();

  LocalCopies(ObjectStore objects, LocalRunStorage local) {
    this.objects = objects;
    this.local = local;
  }

  /**
   * Makes a file a copy of an object.
   *
   * @throws ConflictException if the object is no longer there
   */
  void fetch(RemoteObject object) {
    try {
      if (!isCopy(object)) {
        local.publishFile(object.name(), part -> objects.download(object, part));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    known.put(object.name(), object.generation());
  }

  /** Removes the files of a folder that are not copies of some objects. */
  void keepOnly(String folder, Set<String> names) {
    Path place = local.locate(folder);
    Path root = local.locate("");
    if (!Files.isDirectory(place)) {
      return;
    }
    try (Stream<Path> all = Files.walk(place)) {
      all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .filter(name -> !names.contains(name))
          .toList()
          .forEach(local::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isCopy(RemoteObject object) throws IOException {
    Path file = local.locate(object.name());
    if (!Files.isRegularFile(file) || Files.size(file) != object.size()) {
      return false;
    }
    Long generation = known.get(object.name());
    return generation != null && generation == object.generation()
        || Checksums.of(file).areOf(object);
  }
}
