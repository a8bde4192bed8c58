package org.noisystudent.remote;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Stream;
import org.noisystudent.storage.LocalRunStorage;

/**
 * Objects as local files, each under its own name. A file counts only while it has the size and the
 * time of the object, or else its checksums; it is fetched again where not, so that whatever a
 * local folder holds, old, damaged or half written, does no harm.
 */
final class LocalCopies {
  private final ObjectStore objects;
  private final LocalRunStorage local;

  LocalCopies(ObjectStore objects, LocalRunStorage local) {
    this.objects = objects;
    this.local = local;
  }

  /**
   * Makes files copies of objects.
   *
   * @throws ConflictException if one is no longer there
   */
  void fetch(Collection<RemoteObject> all) {
    try {
      Transfers.each(all, this::fetch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fetch(RemoteObject object) throws IOException {
    if (!isCopy(object)) {
      local.publishFile(
          object.name(),
          part -> {
            objects.download(object, part);
            Files.setLastModifiedTime(part, time(object));
          });
    }
  }

  /** Removes the files of a folder, and of its folders, that have other names. */
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
    if (Files.getLastModifiedTime(file).equals(time(object))) {
      return true;
    }
    boolean same = Checksums.of(file).areOf(object);
    if (same) {
      Files.setLastModifiedTime(file, time(object));
    }
    return same;
  }

  /** A copy has the time of its object, to the millisecond, which every file system keeps. */
  private static FileTime time(RemoteObject object) {
    return FileTime.fromMillis(object.updated().toEpochMilli());
  }
}
