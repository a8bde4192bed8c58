package org.noisystudent.savedmodel;

import java.nio.file.Path;
import java.util.function.Supplier;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A SavedModel that can be run on images.
 *
 * @param resolution side of the images in pixels
 */
record LoadedGraph(Path folder, SavedModelBundle bundle, int resolution) {
  Session.Runner runner() {
    return bundle.session().runner();
  }

  /** Returns the number of images, which must be of the model's shape. */
  int batch(TFloat32 images) {
    long batch = images.shape().numDimensions() == 4 ? images.shape().get(0) : -1;
    if (!images.shape().equals(Shape.of(batch, resolution, resolution, 3))) {
      throw new IllegalArgumentException(
          "images %s must have the shape [batch, %d, %d, 3]"
              .formatted(images.shape(), resolution, resolution));
    }
    return (int) batch;
  }

  /** Runs the model; else as {@link #orUserError}. */
  Result run(Session.Runner runner, int batch) {
    return orUserError(batch, runner::run);
  }

  /**
   * Runs what runs the model.
   *
   * @param batch how many images it is fed
   * @throws UserErrorException naming the folder, if TensorFlow cannot
   */
  <T> T orUserError(int batch, Supplier<T> run) {
    try {
      return run.get();
    } catch (TFResourceExhaustedException e) {
      throw new UserErrorException(
          Kind.DEVICE,
          "model folder (%s): no memory for %d images at a time; use a smaller batch: %s"
              .formatted(folder, batch, SavedModelWriter.firstLine(e)),
          e);
    } catch (TensorFlowException | TFInvalidArgumentException | TFUnimplementedException e) {
      throw new UserErrorException(
          Kind.DATA,
          "model folder (%s) fails on %d images at a time: %s"
              .formatted(folder, batch, SavedModelWriter.firstLine(e)),
          e);
    }
  }
}
