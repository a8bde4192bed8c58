package org.noisystudent.beam;

import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.noisystudent.cli.SelectTask;
import org.noisystudent.pseudolabel.ConfidenceFilter;
import org.noisystudent.pseudolabel.ShardSelection;
import org.noisystudent.pseudolabel.ThresholdSearch;

/**
 * From the numbers of the shards of the scores to the most confident images of each class in each
 * shard, exactly. Nothing but counts is shuffled to find them: each pass of the {@link
 * ThresholdSearch} counts where the scores are. Of images that are equally confident those with the
 * lowest numbers are taken, so each shard is told how many of them the shards before it hold. Only
 * classes of which some images are used once more than others are sorted, each by one worker.
 */
final class ExactSelection extends PTransform<PCollection<Integer>, PCollection<ShardSelection>> {
  private final List<String> words;
  private final int classes;
  private final ThresholdSearch begin;

  ExactSelection(List<String> words, SelectTask task) {
    this.words = words;
    this.classes = task.origin().classes();
    this.begin =
        SelectStep.balancer(task)
            .search(classes, new ConfidenceFilter(task.config().minConfidence()));
  }

  @Override
  public PCollection<ShardSelection> expand(PCollection<Integer> shards) {
    PCollectionView<ThresholdSearch> search =
        shards
            .getPipeline()
            .apply("begin", Create.of(begin).withCoder(JavaCoder.of(ThresholdSearch.class)))
            .apply("search", View.asSingleton());
    for (int pass = 1; pass <= ThresholdSearch.passes(classes); pass++) {
      search =
          shards
              .apply(
                  "count, pass " + pass,
                  ParDo.of(new ExactSteps.CountParts(words, search)).withSideInputs(search))
              .setCoder(JavaCoder.of(int[].class))
              .apply("add up, pass " + pass, Combine.globally(new SumCounts()))
              .apply(
                  "narrow, pass " + pass,
                  ParDo.of(new ExactSteps.Narrow(search)).withSideInputs(search))
              .setCoder(JavaCoder.of(ThresholdSearch.class))
              .apply("search, pass " + pass, View.asSingleton());
    }
    KvCoder<Integer, int[]> numbered = KvCoder.of(VarIntCoder.of(), JavaCoder.of(int[].class));
    PCollection<KV<Integer, int[]>> taken =
        shards
            .apply(
                "count ties",
                ParDo.of(new ExactSteps.CountTies(words, search)).withSideInputs(search))
            .setCoder(numbered)
            .apply("all ties", WithKeys.of(0))
            .setCoder(KvCoder.of(VarIntCoder.of(), numbered))
            .apply("collect ties", GroupByKey.create())
            .apply("ties before", ParDo.of(new ExactSteps.TiesBefore(classes)))
            .setCoder(numbered)
            .apply("take", ParDo.of(new ExactSteps.Take(words, search)).withSideInputs(search))
            .setCoder(numbered);
    PCollection<KV<Integer, int[]>> more =
        shards
            .apply(
                "classes to sort",
                ParDo.of(new ExactSteps.UnevenKeys(words, search)).withSideInputs(search))
            .setCoder(KvCoder.of(VarIntCoder.of(), JavaCoder.of(long[].class)))
            .apply("class by class", GroupByKey.create())
            .apply("once more", ParDo.of(new ExactSteps.OneMore(words)))
            .setCoder(numbered);
    return KeyedPCollectionTuple.of(ExactSteps.TAKEN, taken)
        .and(ExactSteps.MORE, more)
        .apply("shard by shard", CoGroupByKey.create())
        .apply("copies", ParDo.of(new ExactSteps.Copies(words, search)).withSideInputs(search));
  }
}
