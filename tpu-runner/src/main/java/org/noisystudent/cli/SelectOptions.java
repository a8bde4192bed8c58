package org.noisystudent.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that selects images, wherever it does. */
public final class SelectOptions {
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

  /** Returns the options that words on a command line say. */
  public static SelectOptions parse(List<String> words) {
    SelectOptions options = new SelectOptions();
    Main.reading(new CommandLine(options)).parseArgs(words.toArray(String[]::new));
    return options;
  }

  /**
   * Opens the predictions, and the images when they are first needed.
   *
   * @throws UserErrorException if an option is out of its range, or they are not there
   */
  public SelectTask open() {
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
    return new SelectTask(this, target, from, new PredictionShards(from, "."));
  }

  /** Prints what was selected, as the options say. */
  void print(SelectionStatistics statistics, List<String> classNames, PrintWriter print) {
    if (json) {
      print.print(new String(Json.document(statistics), StandardCharsets.UTF_8));
      print.flush();
    } else {
      new SelectionTable(statistics, classNames).print(print);
    }
  }

  /** Returns that no image is kept. */
  UserErrorException nothingKept(long scored, float highest) {
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

  PseudoLabelConfig config() {
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

  Optional<GivenPlace> images() {
    return images;
  }

  int shards() {
    return shards;
  }

  long seed() {
    return seed;
  }
}
