package org.noisystudent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.InferenceInput;
import org.noisystudent.pseudolabel.LabeledImages;
import org.noisystudent.pseudolabel.LabelingTeacher;
import org.noisystudent.pseudolabel.PipelineImages;
import org.noisystudent.pseudolabel.PredictionRows;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.pseudolabel.PredictionShards.Origin;
import org.noisystudent.pseudolabel.PseudoLabeler;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.Devices;
import org.noisystudent.storage.LocalRunStorage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A teacher's predictions for every image. */
@Command(
    name = "label",
    mixinStandardHelpOptions = true,
    description =
        "Writes a model's predictions for every image, or the mean of several models', in shards;"
            + " resumes what was cut short."
            + " Predictions of another model or of other images in the same folder are replaced.",
    footer = {
      "",
      "Example:",
      "  ./noisystudent label --model runs/first/savedmodels/teacher-0 --images photos --out labels"
    })
final class LabelCommand implements Callable<Integer> {
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

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
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
    try (Devices devices = device.open();
        LoadedModels loaded = models.load(devices)) {
      OptionRules.check(
          viewShift < loaded.resolution(),
          "--view-shift",
          viewShift,
          "< the model's resolution (" + loaded.resolution() + ")");
      label(loaded, source);
    }
    return 0;
  }

  private void label(LoadedModels loaded, SourceConfig from) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    ImageSources sources = ImageSources.undecoded(limits.maxPixels(), limits.corrupt(err::println));
    ImageSources.Opened opened = sources.open(from, loaded.classNames());
    ImageSource source = opened.images();
    LabeledImages remembered =
        LabeledImages.of(from, opened, loaded.classNames(), loaded.classes(), limits.maxPixels());
    // How an image is looked at is part of what the shards are predictions of.
    String looked = remembered.fingerprint() + " shift " + viewShift + (viewFlip ? " flip" : "");
    Origin origin =
        new Origin(
            source.size(),
            loaded.classes(),
            Math.min(shards, source.size()),
            Augmentation.viewCount(viewShift, viewFlip),
            loaded.hash(),
            looked,
            storage.form(),
            storage.classes());
    LocalRunStorage folder = new LocalRunStorage(out);
    PredictionShards predictions = new PredictionShards(folder, ".");
    tell(err, predictions, origin);
    PredictionShards.Summary made;
    try (Progress progress = Progress.of(spec, "labeling", "images")) {
      made =
          new PseudoLabeler(inputs(loaded, source, progress), source::describe, progress::report)
              .label(origin, predictions);
    }
    remembered.write(folder, ".");
    if (json) {
      print(loaded, source, predictions);
    } else {
      spec.commandLine()
          .getOut()
          .println(
              "%,d images labeled, %,d not readable, in %d shards in %s"
                  .formatted(made.scored(), made.undecodable(), origin.shards(), out));
    }
  }

  private void tell(PrintWriter err, PredictionShards predictions, Origin origin) {
    int done = predictions.done(origin);
    if (done > 0) {
      err.println(
          "%s: %d of %d shards are there already and are kept"
              .formatted(out, done, origin.shards()));
    } else if (predictions.exists() && !predictions.summary().origin().equals(origin)) {
      err.println(out + ": predictions of another model, images or settings are replaced");
    }
  }

  private List<LabelingTeacher> inputs(LoadedModels loaded, ImageSource source, Progress progress) {
    CorruptRecords corrupt = limits.corrupt(progress::say);
    corrupt.seen(source.size());
    return loaded.teachers(model -> input(model, source, corrupt));
  }

  private PipelineImages input(LoadedModel model, ImageSource source, CorruptRecords corrupt) {
    int resolution = model.classifier().resolution();
    int views = Augmentation.viewCount(viewShift, viewFlip);
    return new PipelineImages(
        new InferenceInput(
            source,
            Math.max(1, batch / views), // of images the model sees at once
            views,
            resolution,
            Augmentation.views(model.augment(), resolution, viewShift, viewFlip),
            0,
            source.size(),
            Runtime.getRuntime().availableProcessors()),
        corrupt);
  }

  private void print(LoadedModels loaded, ImageSource source, PredictionShards made)
      throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    try (PredictionJson document = new PredictionJson(print, loaded.classNames(), top);
        PredictionRows rows = made.rows()) {
      for (int i = 0; i < source.size(); i++) {
        document.add(source.describe(i), rows.row(i));
      }
    }
  }
}
