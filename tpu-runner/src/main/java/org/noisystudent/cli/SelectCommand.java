package org.noisystudent.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.data.ImageSource;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.pseudolabel.Predictions;
import org.noisystudent.pseudolabel.PseudoLabelWriter;
import org.noisystudent.pseudolabel.Selection;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine.Command;
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
      "  ./noisystudent select --predictions labels --out pseudo --min-confidence 0.5 --per-class 1000"
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
  private Optional<Path> images = Optional.empty();

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
    SelectionFolder target = SelectionFolder.open(out);
    LocalRunStorage storage = new LocalRunStorage(predictions);
    Predictions all = new PredictionShards(storage, ".").readAll();
    LabeledImages labeled = LabeledImages.read(storage);
    if (images.isPresent()) {
      labeled = labeled.movedTo(ImageLimits.detect(images.get()));
    }
    ImageSource source = labeled.open();
    Selection selection = Selection.select(all, config(), seed);
    if (selection.unique() == 0) {
      throw nothingKept(all);
    }
    SelectionStatistics statistics =
        SelectionStatistics.of(all, selection, labeled.trueLabels(source));
    target.write(
        folder ->
            new PseudoLabelWriter(folder.storage())
                .write(
                    folder.name(),
                    selection,
                    all,
                    image -> encoded(source, image),
                    Math.min(shards, selection.unique())),
        statistics);
    PrintWriter print = spec.commandLine().getOut();
    if (json) {
      print.print(new String(Json.document(statistics), StandardCharsets.UTF_8));
      print.flush();
    } else {
      new SelectionTable(statistics, labeled.classNames()).print(print);
    }
    return 0;
  }

  private PseudoLabelConfig config() {
    return new PseudoLabelConfig(
        labels, temperature, minConfidence, perClass, !noDuplicate, 0, false, 1, shards);
  }

  private static byte[] encoded(ImageSource source, int image) {
    try {
      return source.encoded(image);
    } catch (UncheckedIOException e) {
      throw new UserErrorException(Kind.DATA, String.valueOf(e.getMessage()), e);
    }
  }

  private UserErrorException nothingKept(Predictions all) {
    float highest = 0;
    for (int i = 0; i < all.size(); i++) {
      highest = Math.max(highest, all.confidence(i));
    }
    if (all.scored() == 0) {
      return new UserErrorException(
          Kind.DATA, predictions + ": no image has a prediction, as none could be decoded");
    }
    return new UserErrorException(
        Kind.USAGE,
        String.format(
            Locale.ROOT,
            "--min-confidence (%s) keeps none of %,d images: the highest confidence is %.4f",
            minConfidence,
            all.scored(),
            highest));
  }
}
