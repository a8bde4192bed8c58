package org.noisystudent.remote;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which objects are published. An object of a folder carries the number of the publication that it
 * belongs to, and is there if and only if the folder's marker carries the same one; any other
 * object is there by itself. Names that start with a dot are not published.
 */
final class Publications {
  /** The object in a folder that says that the folder is whole. */
  static final String MARKER = ".published";

  /** Tag of a marker and of the objects of its folder: the number of the publication. */
  static final String PUBLICATION = "noisystudent-publication";

  /** Tag of an object of a folder: its name in the folder. */
  static final String NAME = "noisystudent-name";

  private static final String NONE = "";

  private final ObjectStore objects;
  private final Map<String, String> numbers = new HashMap<>();

  /** Creates a view that looks up each marker that it needs, once. */
  Publications(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * Creates a view of what is in a folder.
   *
   * @param listed all objects below the folder: their markers are not looked up
   */
  Publications(ObjectStore objects, String folder, List<RemoteObject> listed) {
    this.objects = objects;
    for (RemoteObject each : listed) {
      folderOf(each)
          .filter(published -> isIn(folder, published))
          .ifPresent(published -> numbers.putIfAbsent(published, NONE));
      markedFolder(each)
          .ifPresent(marked -> numbers.put(marked, each.tags().getOrDefault(PUBLICATION, NONE)));
    }
  }

  /** Returns whether an object is there for those who read. */
  boolean isVisible(RemoteObject object) {
    if (isHidden(object.name())) {
      return false;
    }
    String number = object.tags().get(PUBLICATION);
    Optional<String> folder = folderOf(object);
    return number == null || folder.isEmpty() || number.equals(number(folder.get()));
  }

  /** Returns whether an object is there by itself, and is no part of a folder. */
  static boolean isSingle(RemoteObject object) {
    return !object.tags().containsKey(PUBLICATION);
  }

  /** Returns the folder that an object is a marker of. */
  static Optional<String> markedFolder(RemoteObject object) {
    String end = "/" + MARKER;
    return object.name().endsWith(end)
        ? Optional.of(object.name().substring(0, object.name().length() - end.length()))
        : Optional.empty();
  }

  /** Returns whether a path has a name that starts with a dot. */
  static boolean isHidden(String path) {
    return path.startsWith(".") || path.contains("/.");
  }

  /** Returns the innermost published folder that is a path or around it. */
  Optional<String> around(String path) {
    for (String folder = path; !folder.isEmpty(); folder = parent(folder)) {
      if (!number(folder).equals(NONE)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  /** Returns the tags of a file that is put into a folder after it was published, if it was. */
  Map<String, String> tagsIn(String path) {
    return around(parent(path))
        .map(folder -> tags(number(folder), path.substring(folder.length() + 1)))
        .orElse(Map.of());
  }

  /** Returns the tags of an object of a folder. */
  static Map<String, String> tags(String number, String name) {
    return Map.of(PUBLICATION, number, NAME, name);
  }

  private String number(String folder) {
    return numbers.computeIfAbsent(
        folder,
        place ->
            objects
                .find(place + "/" + MARKER)
                .map(marker -> marker.tags().getOrDefault(PUBLICATION, NONE))
                .orElse(NONE));
  }

  /** Returns the folder that an object was published in; empty where it was moved since. */
  private static Optional<String> folderOf(RemoteObject object) {
    String end = "/" + object.tags().getOrDefault(NAME, "");
    return end.length() > 1 && object.name().endsWith(end)
        ? Optional.of(object.name().substring(0, object.name().length() - end.length()))
        : Optional.empty();
  }

  private static boolean isIn(String folder, String path) {
    return folder.isEmpty() || path.equals(folder) || path.startsWith(folder + "/");
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }
}
