package org.noisystudent.cli;

import com.google.common.primitives.ImmutableIntArray;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.evaluation.Benchmark;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.evaluation.Evaluator;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.storage.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A model's accuracy on a benchmark. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measures a model on labeled images.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent evaluate --model runs/first/savedmodels/student-2 --benchmark folder --data"
          + " test-photos"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ModelOption model;
  @Mixin private ModelDevice device;

  @Option(
      names = "--benchmark",
      paramLabel = "NAME",
      required = true,
      description = {
        "folder: a folder of label folders, TFRecord shards, or an IDX file with its labels",
        "imagenet: the validation images, as label folders, TFRecord shards, or a flat",
        "folder with --labels"
      })
  private BenchmarkName benchmark;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      description = "the benchmark's images")
  private Path data;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "images at a time (default: ${DEFAULT-VALUE})")
  private int batch;

  @Mixin private TestLabels labels;
  @Mixin private ImageLimits limits;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    OptionRules.atLeast("--batch", batch, 1);
    limits.check();
    labels.check();
    switch (benchmark) {
      case FOLDER, IMAGENET -> {}
      case IMAGENET_A, IMAGENET_C, IMAGENET_P, ADVERSARIAL ->
          throw new UserErrorException(
              Kind.USAGE,
              "--benchmark (%s) is not there yet; there are: %s, %s"
                  .formatted(benchmark, BenchmarkName.FOLDER, BenchmarkName.IMAGENET));
    }
    TestImages images = new TestImages(benchmark, data, labels.of(ImageLimits.detect(data)));
    try (Devices devices = device.open();
        LoadedModel loaded = model.load(devices)) {
      PrintWriter err = spec.commandLine().getErr();
      ImageSource source =
          images.open(
              ImageSources.undecoded(limits.maxPixels(), limits.corrupt(err::println)),
              loaded.classes(),
              loaded.classNames());
      Evaluation evaluation;
      try (Progress progress = Progress.of(spec, "measuring", "images")) {
        evaluation =
            new Evaluator()
                .evaluate(
                    loaded.classifier(),
                    new Benchmark.LabeledImages(
                        benchmark.toString(),
                        new WatchedImages(
                            loaded.images(source, batch, limits.corrupt(progress::say)), progress),
                        ImmutableIntArray.copyOf(source.labels()),
                        labels.reassessed(source, loaded.classes())));
      }
      print(evaluation, loaded.classNames());
    }
    return 0;
  }

  private void print(Evaluation evaluation, List<String> classNames) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(new String(Json.document(evaluation), StandardCharsets.UTF_8));
      out.flush();
    } else {
      new EvaluationTable(evaluation, classNames).print(out);
    }
  }
}
