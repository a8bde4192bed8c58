package org.noisystudent.beam;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.noisystudent.cli.LabelOptions;
import org.noisystudent.cli.LabelTask;
import org.noisystudent.pseudolabel.PseudoLabeler;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Labels images: the numbers of the shards, each scored by a worker unless it is there, counted,
 * and the folder marked as whole once all are counted.
 */
final class LabelPipeline {
  private LabelPipeline() {}

  /**
   * Adds the steps to a pipeline.
   *
   * @param words the options of {@code label}
   * @param shards how many there are to be
   */
  static void build(Pipeline pipeline, List<String> words, int shards) {
    pipeline
        .apply(
            "shards",
            Create.of(IntStream.range(0, shards).boxed().toList()).withCoder(VarIntCoder.of()))
        .apply("spread", Reshuffle.viaRandomKey())
        .apply("label", ParDo.of(new Label(words)))
        .apply("count", Count.globally())
        .apply("finish", ParDo.of(new Finish(words)));
  }

  /** Scores shards; each instance, of which a worker has one for each thread, opens the models. */
  static final class Label extends DoFn<Integer, Integer> {
    private final Counter counter = Metrics.counter(LabelPipeline.class, "shards");
    private final List<String> words;
    private transient LabelTask task;
    private transient PseudoLabeler labeler;

    Label(List<String> words) {
      this.words = words;
    }

    @Setup
    public void open() {
      task = LabelOptions.parse(words).open(line -> {}); // the program said it already
      if (!task.predictions().summary().origin().equals(task.origin())) {
        throw new UserErrorException(
            Kind.DATA,
            "a worker sees another model or other images than the program that started it: "
                + String.join(" ", words));
      }
      labeler = task.labeler(System.err::println, (done, all) -> {});
    }

    @ProcessElement
    public void label(@Element Integer shard, OutputReceiver<Integer> done) {
      labeler.labelShard(task.origin(), task.predictions(), shard);
      counter.inc();
      done.output(shard);
    }

    @Teardown
    public void close() {
      if (task != null) {
        task.close();
      }
    }
  }

  /** Marks the folder as whole: the count is there only once every shard is. */
  static final class Finish extends DoFn<Long, Void> {
    private final List<String> words;

    Finish(List<String> words) {
      this.words = words;
    }

    @ProcessElement
    public void finish() {
      LabelOptions.parse(words).finish();
    }
  }
}
