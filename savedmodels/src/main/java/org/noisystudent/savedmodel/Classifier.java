package org.noisystudent.savedmodel;

import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.types.TFloat32;

/** An image classifier: the seam between a trained model and everything that asks it. */
public interface Classifier extends AutoCloseable {
  /** Returns the number of classes. */
  int classes();

  /** Returns the side in pixels of the images it takes. */
  int resolution();

  /**
   * Returns the probabilities of each class.
   *
   * @param images [batch, resolution, resolution, 3], RGB 0..255; stays the caller's
   * @return [batch, classes], each row summing to 1
   */
  float[][] probabilities(TFloat32 images);

  /**
   * Returns what gives the gradient of the loss by the pixels, where the model has that; open as
   * long as this is.
   */
  default Optional<InputGradient> inputGradient() {
    return Optional.empty();
  }

  /**
   * Checks the number of classes.
   *
   * @param folder of the model
   * @throws UserErrorException of kind DATA if it is another
   */
  default void requireClasses(Path folder, int expected) {
    if (classes() != expected) {
      throw SavedModelFile.problem(
          folder, "has " + classes() + " classes, but must have " + expected + " like the data");
    }
  }

  @Override
  void close();
}
