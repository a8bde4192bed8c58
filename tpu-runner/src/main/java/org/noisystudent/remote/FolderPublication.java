package org.noisystudent.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.noisystudent.storage.Json;

/**
 * Puts a folder in place: its files under their plain names, so that it can be served as it is, and
 * its marker last. The marker of an older one is removed first: what is seen is the old folder,
 * none, or the new one.
 */
final class FolderPublication {
  private final ObjectStore objects;
  private final String folder;

  FolderPublication(ObjectStore objects, String folder) {
    this.objects = objects;
    this.folder = folder;
  }

  /**
   * A file of a folder, for people and other programs: this one needs the marker's number alone.
   *
   * @param name in the folder
   * @param size bytes
   * @param crc32c checksum, as the service tells it
   * @param generation that it was published with
   */
  record Entry(String name, long size, String crc32c, long generation) {}

  /**
   * What a marker says.
   *
   * @param publication its number
   * @param files all files of the folder, by name
   */
  record Marker(String publication, List<Entry> files) {}

  /** Publishes the files of a local folder. */
  void publish(Path local) throws IOException {
    Map<String, RemoteObject> old = withdrawn();
    String number = UUID.randomUUID().toString();
    Map<String, Entry> entries = new ConcurrentSkipListMap<>();
    Transfers.each(
        files(local),
        file -> {
          String name = local.relativize(file).toString();
          RemoteObject was = old.remove(folder + "/" + name);
          RemoteObject now =
              objects.put(
                  folder + "/" + name,
                  file,
                  was == null ? RemoteObject.ABSENT : was.generation(),
                  Publications.tags(number, name));
          entries.put(name, new Entry(name, now.size(), now.crc32c(), now.generation()));
        });
    old.values().forEach(objects::delete);
    objects.put(
        folder + "/" + Publications.MARKER,
        Json.document(new Marker(number, List.copyOf(entries.values()))),
        RemoteObject.ABSENT,
        Map.of(Publications.PUBLICATION, number));
  }

  /** Removes the folder. */
  void delete() {
    withdrawn().values().forEach(objects::delete);
  }

  /**
   * Removes the folder's marker, and those of folders in it, and returns all else that is there.
   */
  private Map<String, RemoteObject> withdrawn() {
    Map<String, RemoteObject> rest = new ConcurrentSkipListMap<>();
    for (RemoteObject each : objects.below(folder)) {
      if (Publications.markedFolder(each).isPresent()) {
        objects.delete(each);
      } else {
        rest.put(each.name(), each);
      }
    }
    return rest;
  }

  private static List<Path> files(Path local) throws IOException {
    try (Stream<Path> all = Files.walk(local)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
