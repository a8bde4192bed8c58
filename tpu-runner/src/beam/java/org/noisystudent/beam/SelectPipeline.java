package org.noisystudent.beam;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.noisystudent.cli.SelectTask;
import org.noisystudent.pseudolabel.SelectionTally;
import org.noisystudent.pseudolabel.ShardSelection;

/**
 * Selects images: from the shards of the scores to what is selected of each, from that to the files
 * that are written, each by one worker, and to the figures. All is put in place once every file is
 * there.
 */
final class SelectPipeline {
  private SelectPipeline() {}

  /**
   * Adds the steps to a pipeline.
   *
   * @param words the options of {@code select}
   * @param task which they are of
   */
  static void build(Pipeline pipeline, List<String> words, SelectTask task) {
    JavaCoder<ShardSelection> coder = JavaCoder.of(ShardSelection.class);
    pipeline.getCoderRegistry().registerCoderForClass(ShardSelection.class, coder);
    PCollection<Integer> shards =
        pipeline
            .apply(
                "shards",
                Create.of(IntStream.range(0, task.origin().shards()).boxed().toList())
                    .withCoder(VarIntCoder.of()))
            .apply("spread", Reshuffle.viaRandomKey());
    PCollection<ShardSelection> selected =
        switch (task.config().selection()) {
          case EXACT -> shards.apply("select", new ExactSelection(words, task));
          case REFERENCE -> shards.apply("select", new ReferenceSelection(words));
        };
    PCollectionView<Map<Integer, Integer>> sizes =
        selected
            .apply("sizes", ParDo.of(new WriteSteps.Size()))
            .setCoder(KvCoder.of(VarIntCoder.of(), VarIntCoder.of()))
            .apply("all sizes", View.asMap());
    PCollectionView<SelectionTally> tally =
        selected
            .apply("count", ParDo.of(new WriteSteps.Tally(words)))
            .setCoder(JavaCoder.of(SelectionTally.class))
            .apply("add up", Combine.globally(new SumTallies(task.origin().classes())))
            .apply("tally", View.asSingleton());
    selected
        .apply("divide", ParDo.of(new WriteSteps.Divide(words, sizes)).withSideInputs(sizes))
        .setCoder(KvCoder.of(VarIntCoder.of(), coder))
        .apply("file by file", GroupByKey.create())
        .apply("write", ParDo.of(new WriteSteps.Write(words, sizes)).withSideInputs(sizes))
        .apply("files", Count.globally())
        .apply("publish", ParDo.of(new WriteSteps.Publish(words, tally)).withSideInputs(tally));
  }
}
