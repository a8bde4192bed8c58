package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From images in another form to TFRecord shards. */
@Command(
    name = "convert",
    mixinStandardHelpOptions = true,
    description =
        "Converts an image folder, IDX, CIFAR binary or SVHN .mat files to TFRecord shards.",
    footer = {"", "Example:", "  ./noisystudent convert photos --out shards"})
final class ConvertCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SOURCE", description = "a folder or file of images")
  private Path source;

  @Option(names = "--out", paramLabel = "DIR", required = true, description = "where the shards go")
  private Path out;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "8",
      description = "how many files to write (default: ${DEFAULT-VALUE})")
  private int shards;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Override
  public Integer call() {
    OptionRules.atLeast("--shards", shards, 1);
    throw new UnsupportedOperationException(
        "ENGINE: convert: " + Arrays.asList(source, out, shards, json));
  }
}
