package org.noisystudent.corruption;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.noisystudent.data.ImageSource;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Labeled images, class by class, with the names of the folders and files they become.
 *
 * @param images the images
 * @param classes those that have images, by number
 */
public record LabeledSet(ImageSource images, List<ClassImages> classes) {
  /** Copies the classes. */
  public LabeledSet {
    classes = List.copyOf(classes);
  }

  /**
   * The images of a class.
   *
   * @param folder its name
   * @param files numbers and names
   */
  public record ClassImages(String folder, List<NamedImage> files) {
    /** Copies the list. */
    public ClassImages {
      files = List.copyOf(files);
    }
  }

  /**
   * An image.
   *
   * @param index its number in the source
   * @param name of its file, without extension; no other of its class has it
   */
  public record NamedImage(int index, String name) {}

  /**
   * Takes images of a source, evenly of its classes: the first of each, the second of each, ...
   *
   * @param names of classes by number; empty = numbers, of as many digits each
   * @param limit how many images are taken; empty = all
   * @throws UserErrorException of kind DATA where an image has no label, or its class no name
   */
  public static LabeledSet of(ImageSource images, List<String> names, Optional<Integer> limit) {
    TreeMap<Integer, List<Integer>> byClass = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      int label = images.label(i);
      if (label == ImageSource.UNKNOWN) {
        throw error(images.describe(i) + " has no label; every image needs one");
      }
      if (!names.isEmpty() && label >= names.size()) {
        throw error(
            "%s: class (%d) must be 0..%d, the classes with names"
                .formatted(images.describe(i), label, names.size() - 1));
      }
      byClass.computeIfAbsent(label, unused -> new ArrayList<>()).add(i);
    }
    int most = fairest(byClass, limit.orElse(images.size()));
    int left = limit.orElse(images.size());
    int digits = String.valueOf(byClass.lastKey()).length();
    for (List<Integer> indices : byClass.values()) {
      left -= Math.min(most, indices.size());
    }
    List<ClassImages> classes = new ArrayList<>();
    for (var entry : byClass.entrySet()) {
      List<Integer> indices = entry.getValue();
      int taken = Math.min(most, indices.size());
      if (left > 0 && indices.size() > most) { // the first classes have one more
        taken++;
        left--;
      }
      if (taken > 0) {
        String folder =
            names.isEmpty()
                ? String.format(Locale.ROOT, "%0" + digits + "d", entry.getKey())
                : names.get(entry.getKey());
        classes.add(new ClassImages(folder, named(images, indices.subList(0, taken))));
      }
    }
    return new LabeledSet(images, classes);
  }

  /** Returns the largest number that may be taken of every class without passing the limit. */
  private static int fairest(TreeMap<Integer, List<Integer>> byClass, int limit) {
    int most = 0;
    while (true) {
      int each = most + 1;
      long taken = byClass.values().stream().mapToLong(c -> Math.min(each, c.size())).sum();
      boolean more = byClass.values().stream().anyMatch(c -> c.size() >= each);
      if (taken > limit || !more) {
        return most;
      }
      most = each;
    }
  }

  private static List<NamedImage> named(ImageSource images, List<Integer> indices) {
    int digits = String.valueOf(images.size() - 1).length();
    Set<String> used = new HashSet<>();
    List<NamedImage> named = new ArrayList<>();
    for (int index : indices) {
      String number = String.format(Locale.ROOT, "%0" + digits + "d", index);
      String name = images.fileName(index).map(LabeledSet::stem).orElse("");
      if (name.isEmpty()) {
        name = number;
      }
      if (!used.add(name)) {
        name = name + "-" + number;
        used.add(name);
      }
      named.add(new NamedImage(index, name));
    }
    return named;
  }

  /** Returns a file's name without folders and extension; empty where none is left to use. */
  private static String stem(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
    return name.startsWith(".") ? "" : name;
  }

  /** Returns the number of images. */
  public int size() {
    return classes.stream().mapToInt(c -> c.files().size()).sum();
  }

  private static UserErrorException error(String message) {
    return new UserErrorException(Kind.DATA, message);
  }
}
