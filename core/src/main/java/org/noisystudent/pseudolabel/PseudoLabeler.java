package org.noisystudent.pseudolabel;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.pseudolabel.PredictionShards.Origin;
import org.noisystudent.pseudolabel.PredictionShards.Summary;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Scores every image of a source with a teacher that is not noised, or with several, whose
 * predictions are averaged, shard by shard. A shard that is on disk is not scored again, and every
 * shard starts a batch of its own, so that labeling cut short and resumed gives the same bytes as
 * labeling undisturbed.
 *
 * <p>Of several processes each scores a part of the shards, and one looks after the rest of the
 * folder.
 */
public final class PseudoLabeler {
  private static final float[] NO_PREDICTION = {};
  private final List<LabelingTeacher> teachers;
  private final IntFunction<String> filenames;
  private final Progress progress;
  private final ProcessGroup processes;

  /**
   * Creates the labeler of a process that is alone.
   *
   * @param teachers at least one; they stay the caller's
   * @param filenames where each image comes from
   */
  public PseudoLabeler(
      List<LabelingTeacher> teachers, IntFunction<String> filenames, Progress progress) {
    this(teachers, filenames, progress, ProcessGroup.one());
  }

  /**
   * Creates a labeler.
   *
   * @param teachers at least one; they stay the caller's
   * @param filenames where each image comes from
   * @param processes those that label together
   */
  public PseudoLabeler(
      List<LabelingTeacher> teachers,
      IntFunction<String> filenames,
      Progress progress,
      ProcessGroup processes) {
    this.teachers = List.copyOf(teachers);
    this.filenames = filenames;
    this.progress = progress;
    this.processes = processes;
  }

  /** Is told how far labeling is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Takes the number of images done, those of earlier runs included, and of all: of all that this
     * process labels.
     */
    void report(int done, int all);
  }

  /** Scores what is not scored yet, and returns what there is now. */
  public Summary label(Origin origin, PredictionShards shards) {
    requireClasses(origin);
    if (processes.writes()) {
      shards.begin(origin);
    }
    processes.agree("labeling", origin.toString());
    scoreOwn(origin, shards);
    processes.barrier("all images are labeled");
    return processes
        .alone("labeling is finished", () -> finish(origin, shards))
        .orElseGet(shards::summary);
  }

  /**
   * Makes the folder ready for shards that whoever wants to writes with {@link #labelShard}, in any
   * order; where all are there, {@link #summarize} says what {@link PredictionShards#finish} takes.
   */
  public void begin(Origin origin, PredictionShards shards) {
    requireClasses(origin);
    shards.begin(origin);
  }

  /** Scores the images of a shard, unless it is there. */
  public void labelShard(Origin origin, PredictionShards shards, int shard) {
    labelShard(origin, shards, shard, progress);
  }

  /** Returns what there is once all shards are there. */
  public static Summary summarize(Origin origin, PredictionShards shards) {
    int scored = scored(shards.scores(origin));
    return new Summary(origin, true, scored, origin.images() - scored);
  }

  private static Summary finish(Origin origin, PredictionShards shards) {
    Summary summary = summarize(origin, shards);
    shards.finish(summary);
    return summary;
  }

  private void requireClasses(Origin origin) {
    LabelingTeacher.requireSameClasses(teachers);
    int classes = teachers.get(0).classifier().classes();
    if (classes != origin.classes()) {
      throw new UserErrorException(
          Kind.DATA,
          "the teacher's classes (%d) must be data.classes (%d)"
              .formatted(classes, origin.classes()));
    }
  }

  /** Scores what is not scored yet of this process's shards. */
  private void scoreOwn(Origin origin, PredictionShards shards) {
    int firstShard = firstShard(origin, processes.share().index());
    int endShard = firstShard(origin, processes.share().index() + 1);
    int first = origin.first(firstShard);
    int images = origin.first(endShard) - first;
    Progress own = (done, all) -> progress.report(done - first, images);
    for (int shard = firstShard; shard < endShard; shard++) {
      labelShard(origin, shards, shard, own);
    }
  }

  private void labelShard(Origin origin, PredictionShards shards, int shard, Progress own) {
    if (shards.isDone(origin, shard)) {
      shards.mendScores(origin, shard);
    } else {
      shards.write(origin, shard, rows -> score(origin, shard, rows, own), filenames);
    }
    own.report(origin.first(shard + 1), origin.images());
  }

  private int firstShard(Origin origin, int process) {
    return (int) ((long) process * origin.shards() / processes.share().count());
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

  private void score(Origin origin, int shard, Consumer<float[]> rows, Progress own) {
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
        own.report(next, origin.images());
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
