package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** From predictions to pseudo-labeled shards. */
@Command(
    name = "select",
    mixinStandardHelpOptions = true,
    description =
        "Keeps confident predictions, balances the classes, writes pseudo-labeled shards.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent select --predictions runs/predictions --out runs/pseudo --min-confidence 0.5 --per-class 1000"
    })
final class SelectCommand implements Callable<Integer> {
  @Option(
      names = "--predictions",
      paramLabel = "DIR",
      required = true,
      description = "what `label` wrote")
  private Path predictions;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where the shards and selection.json go")
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

  @Option(names = "--no-duplicate", description = "do not fill small classes up with copies")
  private boolean noDuplicate;

  @Option(names = "--hard", description = "write the most probable class instead of probabilities")
  private boolean hard;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Override
  public Integer call() {
    OptionRules.fraction("--min-confidence", minConfidence);
    OptionRules.atLeast("--per-class", perClass, 0);
    throw new UnsupportedOperationException(
        "ENGINE: select: "
            + Arrays.asList(predictions, out, minConfidence, perClass, noDuplicate, hard, json));
  }
}
