package org.noisystudent.pseudolabel;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.noisystudent.pseudolabel.PredictionShards.Origin;
import org.noisystudent.pseudolabel.PredictionShards.Summary;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Scores every image of a source with a teacher that is not noised, shard by shard. A shard that is
 * on disk is not scored again, and every shard starts a batch of its own, so that labeling cut
 * short and resumed gives the same bytes as labeling undisturbed.
 */
public final class PseudoLabeler {
  private static final float[] NO_PREDICTION = {};
  private final Classifier teacher;
  private final ImageBatches.Source images;
  private final IntFunction<String> filenames;
  private final Progress progress;

  /**
   * Creates a labeler. The teacher stays the caller's.
   *
   * @param filenames where each image comes from
   */
  public PseudoLabeler(
      Classifier teacher,
      ImageBatches.Source images,
      IntFunction<String> filenames,
      Progress progress) {
    this.teacher = teacher;
    this.images = images;
    this.filenames = filenames;
    this.progress = progress;
  }

  /** Is told how far labeling is. */
  @FunctionalInterface
  public interface Progress {
    /** Takes the number of images done, those of earlier runs included, and of all. */
    void report(int done, int all);
  }

  /** Scores what is not scored yet, and returns what there is now. */
  public Summary label(Origin origin, PredictionShards shards) {
    if (teacher.classes() != origin.classes()) {
      throw new UserErrorException(
          Kind.DATA,
          "the teacher's classes ("
              + teacher.classes()
              + ") must be data.classes ("
              + origin.classes()
              + ")");
    }
    shards.begin(origin);
    for (int shard = 0; shard < origin.shards(); shard++) {
      int scored = shard;
      if (shards.isDone(origin, shard)) {
        shards.mendScores(origin, shard);
      } else {
        shards.write(origin, shard, rows -> score(origin, scored, rows), filenames);
      }
      progress.report(origin.first(shard + 1), origin.images());
    }
    int scored = scored(shards.scores(origin));
    Summary summary = new Summary(origin, true, scored, origin.images() - scored);
    shards.finish(summary);
    return summary;
  }

  private static int scored(Scores scores) {
    AtomicInteger scored = new AtomicInteger();
    BlockScan.inOrder(
        scores,
        (first, block, count) -> {
          for (int i = 0; i < count; i++) {
            if (Score.isScored(block[i])) {
              scored.incrementAndGet();
            }
          }
        });
    return scored.get();
  }

  private void score(Origin origin, int shard, Consumer<float[]> rows) {
    int first = origin.first(shard);
    int end = origin.first(shard + 1);
    if (first == end) {
      return;
    }
    int next = first;
    try (ImageBatches pass = images.open(first, end)) {
      for (Optional<ImageBatches.Batch> more = pass.next(); more.isPresent(); more = pass.next()) {
        try (ImageBatches.Batch batch = more.get()) {
          add(batch, origin, next, rows);
          next += batch.indices().length();
        }
        progress.report(next, origin.images());
      }
    }
    if (next != end) {
      throw new IllegalStateException(
          "images of a pass (" + (next - first) + ") must be " + (end - first));
    }
  }

  private void add(ImageBatches.Batch batch, Origin origin, int expected, Consumer<float[]> rows) {
    if (batch.views() != origin.views()) {
      throw new IllegalStateException("views (" + batch.views() + ") must be " + origin.views());
    }
    float[][] means = ViewAverage.of(teacher.probabilities(batch.images()), batch.views());
    for (int i = 0; i < means.length; i++) {
      int index = batch.indices().get(i);
      boolean decoded = index != ImageBatches.Batch.UNDECODABLE;
      if (decoded && index != expected + i) {
        throw new IllegalStateException("image (" + index + ") must be " + (expected + i));
      }
      rows.accept(decoded ? means[i] : NO_PREDICTION);
    }
  }
}
