package org.noisystudent.evaluation;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Optional;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/** A set of images that models are measured on. */
public sealed interface Benchmark permits Benchmark.LabeledImages {
  /** Returns the name under which results are reported. */
  String name();

  /**
   * Images with their classes: a test set, a folder.
   *
   * @param images the images, one view each
   * @param labels the class of each image
   * @param reassessed all classes that are right for each image, where they are measured too
   */
  record LabeledImages(
      String name,
      ImageBatches.Source images,
      ImmutableIntArray labels,
      Optional<ReassessedLabels> reassessed)
      implements Benchmark {
    /** Creates a benchmark of one class an image. */
    public LabeledImages(String name, ImageBatches.Source images, ImmutableIntArray labels) {
      this(name, images, labels, Optional.empty());
    }

    /** Checks that there is something to measure. */
    public LabeledImages {
      if (labels.isEmpty()) {
        throw new UserErrorException(
            Kind.DATA, "benchmark " + name + ": images (0) must be at least 1");
      }
    }

    /**
     * Checks the labels.
     *
     * @throws UserErrorException of kind DATA if one is none of a model's classes
     */
    public void requireClasses(int classes) {
      for (int label : labels.asList()) {
        if (label < 0 || label >= classes) {
          throw new UserErrorException(
              Kind.DATA,
              "benchmark %s: class (%d) must be 0..%d, as the model has %d"
                  .formatted(name, label, classes - 1, classes));
        }
      }
    }
  }
}
