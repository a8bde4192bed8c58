package org.noisystudent.pseudolabel;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.noisystudent.pseudolabel.PredictionShards.Origin;
import org.noisystudent.pseudolabel.PredictionShards.Summary;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Scores every image of a source with a teacher that is not noised, or with several, whose
 * predictions are averaged, shard by shard. A shard that is on disk is not scored again, and every
 * shard starts a batch of its own, so that labeling cut short and resumed gives the same bytes as
 * labeling undisturbed.
 */
public final class PseudoLabeler {
  private static final float[] NO_PREDICTION = {};
  private final List<LabelingTeacher> teachers;
  private final IntFunction<String> filenames;
  private final Progress progress;

  /**
   * Creates a labeler.
   *
   * @param teachers at least one; they stay the caller's
   * @param filenames where each image comes from
   */
  public PseudoLabeler(
      List<LabelingTeacher> teachers, IntFunction<String> filenames, Progress progress) {
    this.teachers = List.copyOf(teachers);
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
    LabelingTeacher.requireSameClasses(teachers);
    int classes = teachers.get(0).classifier().classes();
    if (classes != origin.classes()) {
      throw new UserErrorException(
          Kind.DATA,
          "the teacher's classes (%d) must be data.classes (%d)"
              .formatted(classes, origin.classes()));
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
    try (EnsemblePass pass = new EnsemblePass(teachers, origin.views(), first, end)) {
      for (Optional<EnsemblePass.Predicted> more = pass.next();
          more.isPresent();
          more = pass.next()) {
        add(more.get(), next, rows);
        next += more.get().indices().length();
        progress.report(next, origin.images());
      }
    }
    if (next != end) {
      throw new IllegalStateException(
          "images of a pass (" + (next - first) + ") must be " + (end - first));
    }
  }

  private static void add(EnsemblePass.Predicted predicted, int expected, Consumer<float[]> rows) {
    for (int i = 0; i < predicted.indices().length(); i++) {
      int index = predicted.indices().get(i);
      boolean decoded = index != ImageBatches.Batch.UNDECODABLE;
      if (decoded && index != expected + i) {
        throw new IllegalStateException("image (" + index + ") must be " + (expected + i));
      }
      rows.accept(decoded ? predicted.probabilities().get(i) : NO_PREDICTION);
    }
  }
}
