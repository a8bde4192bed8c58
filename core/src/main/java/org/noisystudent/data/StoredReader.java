package org.noisystudent.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Reads and decodes images from files. One that cannot be decoded neither stops nor shifts the
 * stream: the next one of the source takes its place, and the caller can tell by its number.
 */
final class StoredReader implements ImageReader {
  /** How many images are tried, one after the other, before a black one is given instead. */
  static final int TRIES = 8;

  private final StoredImages source;

  StoredReader(StoredImages source) {
    this.source = source;
  }

  @Override
  public List<Table> tables() {
    FileTable files = source.files();
    Shape perFile = Shape.of(files.sizes().length);
    Shape perImage = Shape.of(source.size());
    return List.of(
        new Table(TString.class, perFile, this::paths),
        new Table(TInt64.class, perFile, () -> TInt64.vectorOf(files.sizes())),
        new Table(TInt32.class, perImage, this::fileNumbers),
        new Table(TInt64.class, perImage, () -> column(row -> files.entry(row).offset())),
        new Table(TInt64.class, perImage, () -> column(row -> files.entry(row).length())));
  }

  @Override
  public Read read(FunctionScope scope, Arguments tables, Operand<TInt64> index) {
    Ops tf = scope.tf();
    List<Operand<?>> captured = new ArrayList<>(tables.operands().subList(0, tables().size()));
    captured.add(index);
    TfDataset tries =
        TfDataset.range(scope, tf.constant(0L), tf.constant((long) TRIES))
            .map("decode", captured, this::decode)
            .ignoreErrors();
    TfDataset black =
        TfDataset.of(
            scope,
            List.of(tf.zeros(tf.constant(new int[] {1, 1, 3}), TUint8.class), tf.constant(-1L)));
    Arguments first = tries.concatenate(black).take(1).single();
    return new Read(first.get(0, TUint8.class), first.get(1, TInt64.class));
  }

  /** The image that is {@code attempt} after the one asked for. */
  private List<Operand<?>> decode(FunctionScope scope, Arguments arguments) {
    Ops tf = scope.tf();
    Operand<TInt64> attempt = arguments.get(0, TInt64.class);
    Operand<TInt64> asked = arguments.get(6, TInt64.class);
    Operand<TInt64> index =
        tf.math.floorMod(tf.math.add(asked, attempt), tf.constant((long) source.size()));
    Operand<TInt32> axis = tf.constant(0);
    Operand<TInt32> file = tf.gather(arguments.get(3, TInt32.class), index, axis);
    Operand<TString> path = tf.gather(arguments.get(1, TString.class), file, axis);
    Operand<TString> encoded =
        source.files().wholeFiles()
            ? tf.io.readFile(path)
            : range(scope, arguments, path, file, index);
    Operand<TUint8> image =
        tf.image.decodeImage(
            encoded, TUint8.class, DecodeImage.channels(3L), DecodeImage.expandAnimations(false));
    Operand<TUint8> shaped = tf.ensureShape(image, Shape.of(-1, -1, 3)); // [height, width, 3]
    return List.of(shaped, index);
  }

  private static Operand<TString> range(
      FunctionScope scope,
      Arguments arguments,
      Operand<TString> path,
      Operand<TInt32> file,
      Operand<TInt64> index) {
    Ops tf = scope.tf();
    Operand<TInt32> axis = tf.constant(0);
    Operand<TInt64> size = tf.gather(arguments.get(2, TInt64.class), file, axis);
    Operand<TInt64> offset = tf.gather(arguments.get(4, TInt64.class), index, axis);
    Operand<TInt64> length = tf.gather(arguments.get(5, TInt64.class), index, axis);
    Operand<TInt64> remaining = tf.math.sub(size, tf.math.add(offset, length));
    return TfDataset.fileRange(scope, path, offset, length, remaining)
        .single()
        .get(0, TString.class);
  }

  private Tensor paths() {
    return TString.vectorOf(
        source.files().paths().stream().map(Path::toString).toArray(String[]::new));
  }

  private Tensor fileNumbers() {
    int[] numbers = new int[source.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = source.files().file(source.row(i));
    }
    return TInt32.vectorOf(numbers);
  }

  private Tensor column(IntToLongFunction value) {
    return TInt64.vectorOf(Arrays.stream(source.rows()).mapToLong(value).toArray());
  }
}
