package org.noisystudent.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** How the images of a source are read inside the graph. */
interface ImageReader {
  /** Returns a reader of a source. */
  static ImageReader of(ImageSource source) {
    if (source instanceof MemoryImages memory) {
      return new MemoryReader(memory);
    }
    return new StoredReader((StoredImages) source);
  }

  /** Returns the tables that {@link #read} takes, in order. */
  List<Table> tables();

  /**
   * Adds the reading of one image to a function body.
   *
   * @param tables the values of {@link #tables}
   * @param index scalar
   */
  Read read(FunctionScope scope, Arguments tables, Operand<TInt64> index);

  /**
   * A large constant that is fed when an iterator starts, so that it is never part of a graph.
   *
   * @param value creates the tensor, which is the caller's to close
   */
  record Table(Class<? extends TType> type, Shape shape, Value value) {
    /** Creates a tensor. */
    @FunctionalInterface
    interface Value {
      Tensor create();
    }
  }

  /**
   * One image.
   *
   * @param image [height, width, 3]
   * @param used the image that was read: another one where the image asked for cannot be decoded,
   *     -1 where none near it can be
   */
  record Read(Operand<TUint8> image, Operand<TInt64> used) {}
}
