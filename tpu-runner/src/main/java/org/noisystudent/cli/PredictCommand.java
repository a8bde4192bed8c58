package org.noisystudent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Labels for image files. An image that cannot be read is an error, as it was asked for. */
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
  private static final int BATCH = 32;

  @Parameters(paramLabel = "IMAGE", arity = "1..*", description = "JPEG or PNG files")
  private List<Path> files;

  @Mixin private ModelOption model;
  @Mixin private ModelDevice device;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many classes to print (default: ${DEFAULT-VALUE})")
  private int top;

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      defaultValue = "89478485",
      description = "the largest image, height x width, that is taken (default: ${DEFAULT-VALUE})")
  private long maxPixels;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    OptionRules.atLeast("--top", top, 1);
    OptionRules.atLeast("--max-pixels", maxPixels, 1);
    CorruptRecords collected = new CorruptRecords(1, line -> {}); // named by file below
    ImageSource images = ImageSources.undecoded(maxPixels, collected).files(files);
    PrintWriter out = spec.commandLine().getOut();
    try (Devices devices = device.open();
        LoadedModel loaded = model.load(devices)) {
      List<float[]> predictions = predict(loaded, images, collected);
      if (json) {
        try (PredictionJson document = new PredictionJson(out, loaded.classNames(), top)) {
          for (int i = 0; i < files.size(); i++) {
            document.add(files.get(i).toString(), predictions.get(i));
          }
        }
      } else {
        for (int i = 0; i < files.size(); i++) {
          print(out, files.get(i), predictions.get(i), loaded.classNames());
        }
      }
    }
    return 0;
  }

  private List<float[]> predict(LoadedModel loaded, ImageSource images, CorruptRecords corrupt) {
    List<float[]> rows = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    int batchSize = Math.min(BATCH, images.size());
    try (ImageBatches pass = loaded.images(images, batchSize, corrupt).open(0, images.size())) {
      for (Optional<ImageBatches.Batch> next = pass.next(); next.isPresent(); next = pass.next()) {
        try (ImageBatches.Batch batch = next.get()) {
          for (int i = 0; i < batch.indices().length(); i++) {
            if (batch.indices().get(i) == ImageBatches.Batch.UNDECODABLE) {
              Path file = files.get(rows.size() + i);
              unreadable.add(file + ": cannot be decoded: truncated or damaged");
            }
          }
          rows.addAll(List.of(loaded.classifier().probabilities(batch.images())));
        }
      }
    }
    if (!unreadable.isEmpty()) {
      throw new UserErrorException(Kind.DATA, String.join("\n", unreadable));
    }
    return rows;
  }

  private void print(PrintWriter out, Path file, float[] probabilities, List<String> names) {
    out.println(file);
    for (int label : PredictionJson.mostProbable(probabilities, top)) {
      out.println(
          String.format(
              Locale.ROOT, "  %.4f  %s", probabilities[label], PredictionJson.name(names, label)));
    }
  }
}
