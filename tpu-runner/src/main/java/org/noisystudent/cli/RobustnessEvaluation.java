package org.noisystudent.cli;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.List;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.evaluation.Benchmark;
import org.noisystudent.robustness.CorruptionErrors;
import org.noisystudent.robustness.CorruptionFolders;
import org.noisystudent.robustness.CorruptionMeasurement;
import org.noisystudent.robustness.FlipMeasurement;
import org.noisystudent.robustness.FlipRates;
import org.noisystudent.robustness.SequenceFolders;
import org.noisystudent.robustness.SequenceImages;
import picocli.CommandLine.Model.CommandSpec;

/**
 * A model on images that are corrupted or perturbed. They are taken whole, without the crop of
 * photos: ImageNet-C and -P were cut before they were corrupted.
 *
 * @param batch images at a time
 * @param partial whether parts of the benchmark may be missing
 */
record RobustnessEvaluation(
    BenchmarkName benchmark,
    Path data,
    LoadedModel model,
    int batch,
    boolean partial,
    ImageLimits limits,
    RobustnessOptions options,
    CommandSpec spec) {
  /** Measures all corruptions. */
  CorruptionErrors corruptions() {
    CorruptionFolders folders = CorruptionFolders.find(data, partial);
    CorruptRecords unreadable = limits.corrupt(spec.commandLine().getErr()::println);
    ImageSources sources = ImageSources.undecoded(limits.maxPixels(), unreadable);
    BenchmarkClasses classes = images(folders.cells().get(0).folder()).classes(model);
    try (Progress progress = Progress.of(spec, "measuring", "images")) {
      return new CorruptionMeasurement(model.classifier(), options.kept(benchmark, model, data))
          .measure(
              folders,
              cell -> {
                progress.note(cell.name());
                ImageSource source = images(cell.folder()).open(sources, classes);
                CorruptRecords undecodable = limits.corrupt(progress::say);
                return new Benchmark.LabeledImages(
                    cell.name(),
                    new WatchedImages(model.whole().images(source, batch, undecodable), progress),
                    ImmutableIntArray.copyOf(source.labels()));
              },
              options.errors(benchmark));
    }
  }

  private TestImages images(Path folder) {
    return new TestImages(
        benchmark, folder, new SourceConfig(Format.FOLDER, folder.toString(), ""), partial);
  }

  /** Measures all perturbations. */
  FlipRates perturbations() {
    SequenceFolders folders =
        SequenceFolders.find(
            data,
            options.difficulty(),
            benchmark.ofImageNet()
                ? BenchmarkClasses.of(benchmark, model, true).imageFolders()
                : List.of(),
            partial);
    try (Progress progress = Progress.of(spec, "measuring", "sequences")) {
      CorruptRecords corrupt = limits.corrupt(progress::say);
      return new FlipMeasurement(
              model.classifier(),
              new SequenceImages(
                  ImageSources.undecoded(limits.maxPixels(), corrupt),
                  corrupt,
                  source -> model.whole().images(source, batch, corrupt)),
              options.kept(benchmark, model, data),
              options.difficulty())
          .measure(
              folders,
              options.flips(benchmark),
              (perturbation, done, all) -> {
                progress.note(perturbation.toString());
                progress.report(done, all);
              });
    }
  }
}
