package org.noisystudent.cli;

import com.google.common.primitives.ImmutableIntArray;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.noisystudent.attack.AdversarialCurve;
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
        "folder with --labels",
        "adversarial: images as for folder, changed to mislead the model"
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
  @Mixin private AttackOptions attack;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    OptionRules.atLeast("--batch", batch, 1);
    limits.check();
    labels.check();
    attack.check(benchmark, spec.commandLine().getParseResult());
    switch (benchmark) {
      case FOLDER, IMAGENET -> {}
      case ADVERSARIAL -> {
        device.requireSession("--benchmark " + benchmark);
        labels.refuseReal("--benchmark " + benchmark);
      }
      case IMAGENET_A, IMAGENET_C, IMAGENET_P ->
          throw new UserErrorException(
              Kind.USAGE,
              "--benchmark (%s) is not there yet; there are: %s, %s, %s"
                  .formatted(
                      benchmark,
                      BenchmarkName.FOLDER,
                      BenchmarkName.IMAGENET,
                      BenchmarkName.ADVERSARIAL));
    }
    TestImages images = new TestImages(benchmark, data, labels.of(ImageLimits.detect(data)));
    try (Devices devices = device.open();
        LoadedModel loaded = model.load(devices)) {
      PrintWriter err = spec.commandLine().getErr();
      ImageSource opened =
          images.open(
              ImageSources.undecoded(limits.maxPixels(), limits.corrupt(err::println)),
              loaded.classes(),
              loaded.classNames());
      ImageSource source = benchmark == BenchmarkName.ADVERSARIAL ? attack.chosen(opened) : opened;
      try (Progress progress = Progress.of(spec, "measuring", "images")) {
        Benchmark.LabeledImages labeled =
            new Benchmark.LabeledImages(
                benchmark.toString(),
                new WatchedImages(
                    loaded.images(source, batch, limits.corrupt(progress::say)), progress),
                ImmutableIntArray.copyOf(source.labels()),
                labels.reassessed(source, loaded.classes()));
        measure(loaded, labeled);
      }
    }
    return 0;
  }

  private void measure(LoadedModel loaded, Benchmark.LabeledImages labeled) {
    if (benchmark == BenchmarkName.ADVERSARIAL) {
      AttackOptions.checkMemory(
          batch, loaded.classifier().resolution(), Runtime.getRuntime().maxMemory());
      AdversarialCurve curve = attack.measure(loaded, labeled);
      print(curve, new AdversarialTable(curve)::print);
    } else {
      Evaluation evaluation = new Evaluator().evaluate(loaded.classifier(), labeled);
      print(evaluation, new EvaluationTable(evaluation, loaded.classNames())::print);
    }
  }

  private void print(Object document, Consumer<PrintWriter> table) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(new String(Json.document(document), StandardCharsets.UTF_8));
      out.flush();
    } else {
      table.accept(out);
    }
  }
}
