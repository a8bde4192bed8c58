package org.noisystudent.data;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** Reads images in memory: a gather. Only the rows that the source names are fed. */
final class MemoryReader implements ImageReader {
  private final MemoryImages source;
  private final int[] distinct;

  MemoryReader(MemoryImages source) {
    this.source = source;
    int[] rows = new int[source.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = source.row(i);
    }
    this.distinct = Arrays.stream(rows).sorted().distinct().toArray();
  }

  @Override
  public List<Table> tables() {
    Pixels pixels = source.pixels();
    Shape shape = Shape.of(distinct.length, pixels.height(), pixels.width(), pixels.channels());
    return List.of(
        new Table(TUint8.class, shape, this::pixels),
        new Table(TInt32.class, Shape.of(source.size()), this::rows));
  }

  @Override
  public Read read(FunctionScope scope, Arguments tables, Operand<TInt64> index) {
    Ops tf = scope.tf();
    Operand<TInt32> axis = tf.constant(0);
    Operand<TInt32> row = tf.gather(tables.get(1, TInt32.class), index, axis);
    Operand<TUint8> image = tf.gather(tables.get(0, TUint8.class), row, axis); // [h, w, c]
    if (source.pixels().channels() == 1) {
      image = tf.tile(image, tf.constant(new int[] {1, 1, 3}));
    }
    return new Read(image, index);
  }

  private Tensor pixels() {
    Pixels pixels = source.pixels();
    int bytes = pixels.imageBytes();
    Shape shape = tables().get(0).shape();
    if (distinct.length == pixels.count()) {
      return TUint8.tensorOf(shape, DataBuffers.of(pixels.bytes(), true, false));
    }
    byte[] chosen = new byte[distinct.length * bytes];
    for (int i = 0; i < distinct.length; i++) {
      System.arraycopy(pixels.bytes(), distinct[i] * bytes, chosen, i * bytes, bytes);
    }
    return TUint8.tensorOf(shape, DataBuffers.of(chosen, true, false));
  }

  private Tensor rows() {
    int[] rows = new int[source.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.binarySearch(distinct, source.row(i));
    }
    return TInt32.vectorOf(rows);
  }
}
