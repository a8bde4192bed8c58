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
import org.noisystudent.robustness.CorruptionErrors;
import org.noisystudent.robustness.FlipRates;
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
        "imagenet-v2, imagenet-a, imagenet-r: their label folders; -a and -r by the",
        "model's answer among their 200 classes",
        "imagenet-c, imagenet-p: corruption/severity/class/*.JPEG, and",
        "perturbation/class/*.mp4 or perturbation/class/sequence/frame.png",
        "folder-c, folder-p: the same of any images, such as `corrupt` makes",
        "adversarial: images as for folder or imagenet, changed to mislead the model"
      })
  private BenchmarkName benchmark;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      description = "the benchmark's images, on the disk or gs://BUCKET/PATH")
  private GivenPlace place;

  private Path data;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "images at a time (default: ${DEFAULT-VALUE})")
  private int batch;

  @Mixin private TestLabels labels;
  @Mixin private ImageLimits limits;
  @Mixin private RobustnessOptions robustness;
  @Mixin private AttackOptions attack;

  @Option(
      names = "--partial",
      description = "measure what is there where classes, corruptions or severities are missing")
  private boolean partial;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    OptionRules.atLeast("--batch", batch, 1);
    limits.check();
    labels.check();
    robustness.check(benchmark);
    attack.check(benchmark, spec.commandLine().getParseResult());
    data = place.local();
    switch (benchmark) {
      case ADVERSARIAL -> {
        device.requireSession("--benchmark " + benchmark);
        labels.refuseReal("--benchmark " + benchmark);
      }
      // their right classes are not among the 200
      case IMAGENET_A, IMAGENET_R -> labels.refuseReal("--benchmark " + benchmark);
      default -> {}
    }
    try (Devices devices = device.open();
        LoadedModel loaded = model.load(devices)) {
      switch (benchmark) {
        case FOLDER, IMAGENET, IMAGENET_A, IMAGENET_R, IMAGENET_V2 -> labeled(loaded);
        case FOLDER_C, IMAGENET_C -> corrupted(loaded);
        case FOLDER_P, IMAGENET_P -> perturbed(loaded);
        case ADVERSARIAL -> attacked(loaded);
      }
    }
    return 0;
  }

  private void labeled(LoadedModel loaded) {
    TestImages images = images();
    BenchmarkClasses classes = images.classes(loaded);
    ImageSource source = open(images, classes);
    Evaluation evaluation;
    try (Progress progress = Progress.of(spec, "measuring", "images")) {
      evaluation =
          new Evaluator()
              .evaluate(classes.of(loaded.classifier()), measured(loaded, source, progress));
    }
    print(evaluation, out -> new EvaluationTable(evaluation, classes.shown()).print(out));
  }

  private void attacked(LoadedModel loaded) {
    TestImages images = images();
    ImageSource source = attack.chosen(open(images, images.classes(loaded)));
    AttackOptions.checkMemory(
        batch, loaded.classifier().resolution(), Runtime.getRuntime().maxMemory());
    AdversarialCurve curve;
    try (Progress progress = Progress.of(spec, "attacking", "images")) {
      curve = attack.measure(loaded, measured(loaded, source, progress));
    }
    print(curve, new AdversarialTable(curve)::print);
  }

  private TestImages images() {
    return new TestImages(benchmark, data, labels.of(ImageLimits.detect(data)), partial);
  }

  private ImageSource open(TestImages images, BenchmarkClasses classes) {
    PrintWriter err = spec.commandLine().getErr();
    return images.open(
        ImageSources.undecoded(limits.maxPixels(), limits.corrupt(err::println)), classes);
  }

  private Benchmark.LabeledImages measured(
      LoadedModel loaded, ImageSource source, Progress progress) {
    return new Benchmark.LabeledImages(
        benchmark.toString(),
        new WatchedImages(loaded.images(source, batch, limits.corrupt(progress::say)), progress),
        ImmutableIntArray.copyOf(source.labels()),
        labels.reassessed(source, loaded.classes()));
  }

  private void corrupted(LoadedModel loaded) {
    labels.checkNone(benchmark);
    CorruptionErrors errors = evaluation(loaded).corruptions();
    String baseline = robustness.baselineName(benchmark);
    print(errors, out -> new CorruptionTable(errors, baseline).print(out));
  }

  private void perturbed(LoadedModel loaded) {
    labels.checkNone(benchmark);
    FlipRates rates = evaluation(loaded).perturbations();
    String baseline = robustness.baselineName(benchmark);
    print(rates, out -> new FlipTable(rates, baseline).print(out));
  }

  private RobustnessEvaluation evaluation(LoadedModel loaded) {
    return new RobustnessEvaluation(
        benchmark, data, loaded, batch, partial, limits, robustness, spec);
  }

  private void print(Object result, Consumer<PrintWriter> table) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(new String(Json.document(result), StandardCharsets.UTF_8));
      out.flush();
    } else {
      table.accept(out);
    }
  }
}
