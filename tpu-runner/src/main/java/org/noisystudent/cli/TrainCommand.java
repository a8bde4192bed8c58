package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One training on the labeled images, without the loop. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = "Trains one model on the labeled images, leaving checkpoints and a SavedModel.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent train configs/fashion-mnist.yaml --out runs/teacher"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private ConfigFile config;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where checkpoints and the SavedModel go; resumed if it exists")
  private Path out;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Override
  public Integer call() {
    throw new UnsupportedOperationException(
        "ENGINE: train: " + Arrays.asList(config.load(), out, json));
  }
}
