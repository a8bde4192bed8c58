package org.noisystudent.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.data.ImageSource;
import org.noisystudent.pseudolabel.LabeledImages;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.pseudolabel.PseudoLabelWriter;
import org.noisystudent.pseudolabel.Score;
import org.noisystudent.pseudolabel.Scores;
import org.noisystudent.pseudolabel.Selection;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** From predictions to pseudo-labeled shards. */
@Command(
    name = "select",
    mixinStandardHelpOptions = true,
    description =
        "Keeps confident predictions, balances the classes, writes pseudo-labeled shards.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent select --predictions labels --out pseudo --min-confidence 0.5 --per-class"
          + " 1000"
    })
final class SelectCommand implements Callable<Integer> {
  @Option(
      names = "--predictions",
      paramLabel = "DIR",
      required = true,
      description = "what `label` wrote")
  private Path predictions;

  @Option(
      names = "--images",
      paramLabel = "PATH",
      description = "where the labeled images are, if they were moved since")
  private Optional<GivenPlace> images = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where the shards and selection.json go; new, empty or an earlier selection")
  private Path out;

  @Option(
      names = "--min-confidence",
      paramLabel = "X",
      defaultValue = "0.3",
      description = "predictions below are dropped (default: ${DEFAULT-VALUE})")
  private double minConfidence;

  @Option(
      names = "--per-class",
      paramLabel = "N",
      defaultValue = "130000",
      description = "images to keep of each class; 0 = all (default: ${DEFAULT-VALUE})")
  private int perClass;

  @Option(
      names = "--labels",
      paramLabel = "FORM",
      defaultValue = "soft",
      description = "soft (probabilities) or hard (one class) (default: ${DEFAULT-VALUE})")
  private Labels labels;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      defaultValue = "1",
      description = "soft labels are p^(1/T), renormalised (default: ${DEFAULT-VALUE})")
  private double temperature;

  @Option(
      names = "--selection",
      paramLabel = "MODE",
      defaultValue = "exact",
      description =
          "exact (the most confident images of each class), or reference (by bins of 0.01, copies"
              + " by chance, as filter_unlabel.py) (default: ${DEFAULT-VALUE})")
  private PseudoLabelConfig.Selection selection;

  @Mixin private StorageOptions storage;

  @Option(names = "--no-duplicate", description = "do not fill small classes up with copies")
  private boolean noDuplicate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "which images get one copy more follows from it (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "8",
      description = "files the images are written in (default: ${DEFAULT-VALUE})")
  private int shards;

  @Option(names = "--json", description = "print selection.json")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    OptionRules.fraction("--min-confidence", minConfidence);
    OptionRules.atLeast("--per-class", perClass, 0);
    OptionRules.check(
        temperature > 0 && Double.isFinite(temperature), "--temperature", temperature, "> 0");
    OptionRules.atLeast("--shards", shards, 1);
    storage.check();
    OptionRules.check(
        selection == PseudoLabelConfig.Selection.EXACT
            || Math.rint(100 * minConfidence) / 100 == minConfidence,
        "--min-confidence",
        minConfidence,
        "a multiple of 0.01 with --selection reference");
    SelectionFolder target = SelectionFolder.open(out);
    LocalRunStorage from = new LocalRunStorage(predictions);
    PredictionShards made = new PredictionShards(from, ".");
    Scores scores = made.scores();
    LabeledImages read = LabeledImages.read(from);
    LabeledImages labeled =
        images.isPresent() ? read.movedTo(ImageLimits.detect(images.get())) : read;
    ImageSource source = labeled.open(from);
    Selection some = Selection.select(scores, config(), seed);
    if (some.unique() == 0) {
      throw nothingKept(scores);
    }
    Selection chosen = labeled.numbers(from).map(some::numbered).orElse(some);
    SelectionStatistics statistics = write(target, chosen, made, labeled, source);
    PrintWriter print = spec.commandLine().getOut();
    if (json) {
      print.print(new String(Json.document(statistics), StandardCharsets.UTF_8));
      print.flush();
    } else {
      new SelectionTable(statistics, labeled.classNames()).print(print);
    }
    return 0;
  }

  private SelectionStatistics write(
      SelectionFolder target,
      Selection chosen,
      PredictionShards made,
      LabeledImages labeled,
      ImageSource source) {
    SelectionStatistics statistics =
        SelectionStatistics.of(chosen, image -> labeled.trueLabel(source, image));
    target.write(
        folder ->
            new PseudoLabelWriter(folder.storage(), config())
                .write(
                    folder.name(),
                    chosen,
                    made,
                    image -> encoded(source, image),
                    Math.min(shards, chosen.unique())),
        statistics);
    return statistics;
  }

  private PseudoLabelConfig config() {
    return new PseudoLabelConfig(
        labels,
        temperature,
        storage.form(),
        storage.classes(),
        minConfidence,
        selection,
        perClass,
        !noDuplicate,
        false,
        0,
        false,
        1,
        shards,
        List.of(),
        "",
        false,
        false);
  }

  private static byte[] encoded(ImageSource source, int image) {
    try {
      return source.encoded(image);
    } catch (UncheckedIOException e) {
      throw new UserErrorException(Kind.DATA, String.valueOf(e.getMessage()), e);
    }
  }

  private UserErrorException nothingKept(Scores scores) {
    long scored = 0;
    float highest = 0;
    for (int i = 0; i < scores.images(); i++) {
      scored += Score.isScored(scores.score(i)) ? 1 : 0;
      highest = Math.max(highest, Score.confidence(scores.score(i)));
    }
    if (scored == 0) {
      return new UserErrorException(
          Kind.DATA, predictions + ": no image has a prediction, as none could be decoded");
    }
    return new UserErrorException(
        Kind.USAGE,
        String.format(
            Locale.ROOT,
            "--min-confidence (%s) keeps none of %,d images: the highest confidence is %.4f",
            minConfidence,
            scored,
            highest));
  }
}
