package org.noisystudent.data;

import java.util.List;
import java.util.Optional;

/**
 * The images of an experiment, apart from each other.
 *
 * @param labeled trains with its labels
 * @param unlabeled trains with a teacher's labels; its own, where it has any, are for statistics
 * @param validation labeled images that tune
 * @param test labeled images that measure
 * @param classNames by class number, one for each class
 */
public record DataSplit(
    ImageSource labeled,
    Optional<ImageSource> unlabeled,
    Optional<ImageSource> validation,
    Optional<ImageSource> test,
    List<String> classNames) {
  /** Copies the names. */
  public DataSplit {
    classNames = List.copyOf(classNames);
  }

  /** Returns a hash of all images and labels. */
  public String fingerprint() {
    Fingerprint all = new Fingerprint().add(labeled.fingerprint());
    for (Optional<ImageSource> part : List.of(unlabeled, validation, test)) {
      all.add(part.map(ImageSource::fingerprint).orElse(""));
    }
    return all.hex();
  }
}
