package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A teacher's predictions for every image. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description =
        "Writes a model's predictions for every image, in shards; resumes what was cut short.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent label --model runs/teacher/savedmodel --images photos --out runs/predictions"
    })
final class LabelCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "the SavedModel that labels")
  private Path model;

  @Option(
      names = "--images",
      paramLabel = "PATH",
      required = true,
      description = "an image folder, an IDX file or TFRecord shards")
  private String images;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where the predictions go")
  private Path out;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "images at a time (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "8",
      description = "files the predictions are written in (default: ${DEFAULT-VALUE})")
  private int shards;

  @Option(
      names = "--trust-model",
      description = "run a model whose graph may touch files or the network")
  private boolean trustModel;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Override
  public Integer call() {
    OptionRules.atLeast("--batch", batch, 1);
    OptionRules.atLeast("--shards", shards, 1);
    throw new UnsupportedOperationException(
        "ENGINE: label: " + Arrays.asList(model, images, out, batch, shards, trustModel, json));
  }
}
