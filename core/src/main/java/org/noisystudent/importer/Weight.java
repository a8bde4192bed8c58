package org.noisystudent.importer;

import com.google.common.primitives.ImmutableIntArray;
import org.noisystudent.model.VariableSpec;
import org.tensorflow.ndarray.Shape;

/**
 * Where a variable's value is in a file.
 *
 * @param variable of the network
 * @param name in the file
 * @param layout how the file orders its dimensions
 */
record Weight(VariableSpec variable, String name, Layout layout) {
  /** Returns the shape that it must have in the file. */
  Shape storedShape() {
    return layout.stored(variable.shape());
  }

  /** The order of a weight's dimensions in a file, against TensorFlow's. */
  enum Layout {
    /** As in TensorFlow. */
    SAME(0, 1, 2, 3),
    /** [out, in, height, width] for [height, width, in, out]. */
    CONVOLUTION(2, 3, 1, 0),
    /** [channels, 1, height, width] for [height, width, channels, 1]. */
    DEPTHWISE(2, 3, 0, 1),
    /** [out, in] for [in, out]. */
    DENSE(1, 0);

    private final ImmutableIntArray axes;

    Layout(int... axes) {
      this.axes = ImmutableIntArray.copyOf(axes);
    }

    /** Returns which of the file's dimensions is the variable's of a number. */
    int axis(int dimension) {
      return axes.get(dimension);
    }

    private Shape stored(Shape shape) {
      long[] sizes = new long[shape.numDimensions()];
      for (int i = 0; i < sizes.length; i++) {
        sizes[axis(i)] = shape.get(i);
      }
      return Shape.of(sizes);
    }
  }
}
