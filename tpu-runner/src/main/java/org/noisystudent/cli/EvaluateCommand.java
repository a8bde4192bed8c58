package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A model's accuracy or robustness on a benchmark. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = "Measures a model on a benchmark.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent evaluate --model runs/first/savedmodels/student-2 --benchmark folder --data test-photos --json"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "the SavedModel to measure")
  private Path model;

  @Option(
      names = "--benchmark",
      paramLabel = "NAME",
      required = true,
      description = "one of ${COMPLETION-CANDIDATES}")
  private BenchmarkName benchmark;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      required = true,
      description = "the benchmark's images")
  private String data;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "images at a time (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--trust-model",
      description = "run a model whose graph may touch files or the network")
  private boolean trustModel;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Override
  public Integer call() {
    OptionRules.atLeast("--batch", batch, 1);
    throw new UnsupportedOperationException(
        "ENGINE: evaluate: " + Arrays.asList(model, benchmark, data, batch, trustModel, json));
  }
}
