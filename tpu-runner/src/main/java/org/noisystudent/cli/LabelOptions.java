package org.noisystudent.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.pseudolabel.PredictionShards.Summary;
import org.noisystudent.pseudolabel.PseudoLabeler;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a command that labels images, wherever it does. */
public final class LabelOptions {
  @Mixin private ModelsOption models;
  @Mixin private ModelDevice device;

  @Option(
      names = "--images",
      paramLabel = "PATH",
      required = true,
      description =
          "a folder of images (labeled or flat), TFRecord shards or an IDX file, on the disk or"
              + " gs://BUCKET/PATH")
  private GivenPlace images;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "where the predictions go")
  private Path out;

  @Option(
      names = "--view-shift",
      paramLabel = "N",
      defaultValue = "0",
      description = "average over the image moved by N pixels four ways (default: off)")
  private int viewShift;

  @Option(names = "--view-flip", description = "average over the mirrored image too")
  private boolean viewFlip;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "128",
      description = "images at a time, views counted (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "8",
      description = "files the predictions are written in (default: ${DEFAULT-VALUE})")
  private int shards;

  @Mixin private StorageOptions storage;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many classes of an image --json prints (default: ${DEFAULT-VALUE})")
  private int top;

  @Mixin private ImageLimits limits;

  @Option(names = "--json", description = "print one JSON document")
  private boolean json;

  /** Returns the options that words on a command line say. */
  public static LabelOptions parse(List<String> words) {
    LabelOptions options = new LabelOptions();
    Main.reading(new CommandLine(options)).parseArgs(words.toArray(String[]::new));
    return options;
  }

  /**
   * Opens the models and the images; the caller closes it.
   *
   * @param log takes a line for each file that is no image
   * @throws UserErrorException if an option is out of its range, or they are not there
   */
  public LabelTask open(Consumer<String> log) {
    OptionRules.atLeast("--view-shift", viewShift, 0);
    OptionRules.atLeast("--batch", batch, 1);
    OptionRules.atLeast("--shards", shards, 1);
    storage.check();
    OptionRules.atLeast("--top", top, 1);
    limits.check();
    SourceConfig source = ImageLimits.detect(images);
    if (images.local().toAbsolutePath().normalize().equals(out.toAbsolutePath().normalize())) {
      throw new UserErrorException(
          Kind.USAGE, "--out (" + out + ") must be another folder than --images");
    }
    Devices devices = device.open();
    try {
      LoadedModels loaded = models.load(devices);
      try {
        OptionRules.check(
            viewShift < loaded.resolution(),
            "--view-shift",
            viewShift,
            "< the model's resolution (" + loaded.resolution() + ")");
        return new LabelTask(this, source, devices, loaded, log);
      } catch (RuntimeException e) {
        loaded.close();
        throw e;
      }
    } catch (RuntimeException e) {
      devices.close();
      throw e;
    }
  }

  /**
   * Marks the predictions as whole, once all shards are there.
   *
   * @throws UserErrorException of kind DATA if too many images of all have none
   */
  public void finish() {
    PredictionShards predictions = predictions();
    Summary made = PseudoLabeler.summarize(predictions.summary().origin(), predictions);
    int all = made.origin().images();
    if (made.undecodable() > limits.maxCorrupt() * all) {
      throw new UserErrorException(
          Kind.DATA,
          String.format(
              Locale.ROOT,
              "corrupt records (%d of %d) must be <= --max-corrupt (%s)",
              made.undecodable(),
              all,
              limits.maxCorrupt()));
    }
    predictions.finish(made);
  }

  /** Prints what was labeled, as the options say. */
  void print(LabelTask task, PrintWriter print) {
    Summary made = task.predictions().summary();
    if (json) {
      task.print(print, top);
    } else {
      print.println(
          "%,d images labeled, %,d not readable, in %d shards in %s"
              .formatted(made.scored(), made.undecodable(), made.origin().shards(), out));
    }
  }

  /** Returns where the predictions go. */
  PredictionShards predictions() {
    return new PredictionShards(folder(), ".");
  }

  LocalRunStorage folder() {
    return new LocalRunStorage(out);
  }

  Path out() {
    return out;
  }

  int viewShift() {
    return viewShift;
  }

  boolean viewFlip() {
    return viewFlip;
  }

  int batch() {
    return batch;
  }

  int shards() {
    return shards;
  }

  StorageOptions storage() {
    return storage;
  }

  ImageLimits limits() {
    return limits;
  }
}
