package org.noisystudent.importer;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.noisystudent.device.VariableValues;
import org.noisystudent.savedmodel.UserErrorException;
import org.tensorflow.ndarray.Shape;

/** A file, or a few, with weights by name. Holds nothing open. */
sealed interface WeightFile permits TensorFlowCheckpoint, TorchFile {
  /** The only type of weights that is taken. */
  String FLOAT = "float32";

  /**
   * What there is under a name.
   *
   * @param type of its numbers, such as {@code float32}
   * @param shape fully known
   */
  record Stored(String type, Shape shape) {
    @Override
    public String toString() {
      return type + " " + Arrays.toString(shape.asArray());
    }
  }

  /** Returns what kind of file it is, for people. */
  String format();

  /** Returns the files that hold it. */
  List<Path> files();

  /** Returns everything that is stored. */
  Map<String, Stored> contents();

  /**
   * Returns how its names go with those of a network.
   *
   * @throws UserErrorException if it is of no EfficientNet
   */
  Naming naming();

  /**
   * Reads weights into the layout of the variables they are for, under the names of those; the
   * caller's to close.
   *
   * @param weights all of them there, of type float32 and of fitting shapes
   * @throws UserErrorException if the file is damaged
   */
  VariableValues read(List<Weight> weights);
}
