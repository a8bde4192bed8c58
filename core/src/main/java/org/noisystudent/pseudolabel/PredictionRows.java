package org.noisystudent.pseudolabel;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.noisystudent.data.RecordFile;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.tensorflow.proto.Example;

/**
 * The probabilities of chosen images, read from prediction shards in one pass: one record at a time
 * is in memory, and the records of other images are passed over.
 */
public final class PredictionRows implements Closeable {
  private final List<Path> shards;
  private final IntUnaryOperator first;
  private Optional<RecordFile> open = Optional.empty();
  private int shard = -1;
  private int next;

  /**
   * Creates a pass.
   *
   * @param first the first image of each shard, and one past the last image of all
   */
  PredictionRows(List<Path> shards, IntUnaryOperator first) {
    this.shards = List.copyOf(shards);
    this.first = first;
  }

  /**
   * Returns the probabilities of an image, [classes]; empty where it has no prediction.
   *
   * @param image a higher number than the last one asked for
   */
  public float[] row(int image) {
    return PredictionCodec.probabilities(place(image), record(image));
  }

  /** Returns the record of an image, a higher number than the last one asked for. */
  Example record(int image) {
    String place = place(image);
    RecordFile file = open.orElseThrow();
    while (next < image) {
      if (!file.skip()) {
        throw tooFew(place);
      }
      next++;
    }
    byte[] record = file.next().orElseThrow(() -> tooFew(place));
    next++;
    return PredictionCodec.decode(place, record, image);
  }

  /** Opens the shard of an image, and returns where it is. */
  private String place(int image) {
    if (image < next) {
      throw new IllegalArgumentException("image (" + image + ") must be >= " + next);
    }
    while (shard < 0 || image >= first.applyAsInt(shard + 1)) {
      close();
      shard++;
      next = first.applyAsInt(shard);
    }
    if (open.isEmpty()) {
      open = Optional.of(RecordFile.open(shards.get(shard)));
    }
    return shards.get(shard).toString();
  }

  private UserErrorException tooFew(String place) {
    int expected = first.applyAsInt(shard + 1) - first.applyAsInt(shard);
    return new UserErrorException(
        Kind.DATA,
        "%s: records (%d) must be %d".formatted(place, next - first.applyAsInt(shard), expected));
  }

  @Override
  public void close() {
    open.ifPresent(RecordFile::close);
    open = Optional.empty();
  }
}
