package org.noisystudent.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** Makes a source of indexed files: each image as often as its record says, with its targets. */
final class StoredRows {
  private StoredRows() {}

  /**
   * Makes a source.
   *
   * @param labelOffset what is added to a stored label to give the class
   * @throws UserErrorException of kind DATA where that is no class
   */
  static StoredImages source(FileTable table, int classes, int labelOffset) {
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < table.rows(); row++) {
      check(table, row, classes, labelOffset);
      for (int copy = 0; copy < table.entry(row).copies(); copy++) {
        rows.add(row);
      }
    }
    int[] chosen = rows.stream().mapToInt(Integer::intValue).toArray();
    int[] labels = new int[chosen.length];
    float[][] targets = new float[chosen.length][];
    boolean soft = chosen.length > 0;
    for (int i = 0; i < chosen.length; i++) {
      IndexedFile.Entry entry = table.entry(chosen[i]);
      boolean known = entry.label() != ImageSource.UNKNOWN;
      labels[i] = known ? entry.label() + labelOffset : ImageSource.UNKNOWN;
      soft &= !entry.target().isEmpty();
      targets[i] = i > 0 && chosen[i] == chosen[i - 1] ? targets[i - 1] : floats(entry.target());
    }
    return new StoredImages(table, chosen, labels, soft ? Optional.of(targets) : Optional.empty());
  }

  private static void check(FileTable table, int row, int classes, int labelOffset) {
    IndexedFile.Entry entry = table.entry(row);
    long number = (long) entry.label() + labelOffset;
    if (entry.label() != ImageSource.UNKNOWN && (number < 0 || number >= classes)) {
      String rule =
          labelOffset == 0
              ? "0..%d, below data.classes".formatted(classes - 1)
              : "%d..%d, as labelOffset is %d and data.classes %d"
                  .formatted(-labelOffset, classes - 1L - labelOffset, labelOffset, classes);
      throw new UserErrorException(
          Kind.DATA,
          "%s: label (%d) must be in %s".formatted(table.describe(row), entry.label(), rule));
    }
    boolean any = classes == ImageSources.ANY_CLASSES;
    if (!any && !entry.target().isEmpty() && entry.target().size() != classes) {
      throw new UserErrorException(
          Kind.DATA,
          "%s: probabilities (%d) must be data.classes (%d)"
              .formatted(table.describe(row), entry.target().size(), classes));
    }
  }

  private static float[] floats(List<Float> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i);
    }
    return floats;
  }
}
