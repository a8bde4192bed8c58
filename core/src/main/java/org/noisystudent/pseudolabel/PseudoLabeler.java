package org.noisystudent.pseudolabel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** Scores what is not scored yet, and returns all predictions. */
  public Predictions label(Origin origin, PredictionShards shards) {
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
    List<float[]> all = new ArrayList<>();
    for (int shard = 0; shard < origin.shards(); shard++) {
      if (!shards.isDone(origin, shard)) {
        shards.write(origin, shard, score(origin, shard), filenames);
      }
      all.addAll(shards.read(origin, shard));
      progress.report(all.size(), origin.images());
    }
    Predictions predictions = Predictions.of(origin.classes(), all);
    int scored = predictions.scored();
    shards.finish(new Summary(origin, true, scored, predictions.size() - scored));
    return predictions;
  }

  private List<float[]> score(Origin origin, int shard) {
    int first = origin.first(shard);
    int end = origin.first(shard + 1);
    List<float[]> rows = new ArrayList<>();
    if (first == end) {
      return rows;
    }
    try (ImageBatches pass = images.open(first, end)) {
      for (Optional<ImageBatches.Batch> next = pass.next(); next.isPresent(); next = pass.next()) {
        try (ImageBatches.Batch batch = next.get()) {
          add(batch, origin, first + rows.size(), rows);
        }
        progress.report(first + rows.size(), origin.images());
      }
    }
    if (rows.size() != end - first) {
      throw new IllegalStateException(
          "images of a pass (" + rows.size() + ") must be " + (end - first));
    }
    return rows;
  }

  private void add(ImageBatches.Batch batch, Origin origin, int expected, List<float[]> rows) {
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
      rows.add(decoded ? means[i] : Predictions.none());
    }
  }
}
