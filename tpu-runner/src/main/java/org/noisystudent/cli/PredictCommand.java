package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Labels for image files. */
@Command(
    name = "predict",
    mixinStandardHelpOptions = true,
    description = "Prints the most probable classes of image files.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent predict --model runs/first/savedmodels/student-2 shoe.png --top 3"
    })
final class PredictCommand implements Callable<Integer> {
  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "JPEG or PNG files")
  private List<Path> images;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      required = true,
      description = "the SavedModel that labels")
  private Path model;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many classes to print (default: ${DEFAULT-VALUE})")
  private int top;

  @Option(
      names = "--trust-model",
      description = "run a model whose graph may touch files or the network")
  private boolean trustModel;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Override
  public Integer call() {
    OptionRules.atLeast("--top", top, 1);
    throw new UnsupportedOperationException(
        "ENGINE: predict: " + Arrays.asList(model, images, top, trustModel, json));
  }
}
