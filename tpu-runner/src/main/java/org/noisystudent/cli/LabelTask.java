package org.noisystudent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.InferenceInput;
import org.noisystudent.pseudolabel.LabeledImages;
import org.noisystudent.pseudolabel.PipelineImages;
import org.noisystudent.pseudolabel.PredictionRows;
import org.noisystudent.pseudolabel.PredictionShards;
import org.noisystudent.pseudolabel.PredictionShards.Origin;
import org.noisystudent.pseudolabel.PseudoLabeler;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.Devices;

/**
 * Images that are to be labeled, with the models that label them. Closed, it still knows what it
 * was of, but labels no more.
 */
public final class LabelTask implements AutoCloseable {
  private final LabelOptions options;
  private final Devices devices;
  private final LoadedModels models;
  private final List<String> classNames;
  private final ImageSource source;
  private final LabeledImages remembered;
  private final Origin origin;

  /** Opens the images; takes the models and devices over if that succeeds. */
  LabelTask(
      LabelOptions options,
      SourceConfig from,
      Devices devices,
      LoadedModels models,
      Consumer<String> log) {
    this.options = options;
    this.devices = devices;
    this.models = models;
    this.classNames = models.classNames();
    ImageLimits limits = options.limits();
    ImageSources sources = ImageSources.undecoded(limits.maxPixels(), limits.corrupt(log));
    ImageSources.Opened opened = sources.open(from, classNames);
    this.source = opened.images();
    this.remembered =
        LabeledImages.of(from, opened, classNames, models.classes(), limits.maxPixels());
    // How an image is looked at is part of what the shards are predictions of.
    String looked =
        remembered.fingerprint()
            + " shift "
            + options.viewShift()
            + (options.viewFlip() ? " flip" : "");
    this.origin =
        new Origin(
            source.size(),
            models.classes(),
            Math.min(options.shards(), source.size()),
            Augmentation.viewCount(options.viewShift(), options.viewFlip()),
            models.hash(),
            looked,
            options.storage().form(),
            options.storage().classes());
  }

  /** Returns what the shards are predictions of. */
  public Origin origin() {
    return origin;
  }

  /** Returns where the predictions go. */
  public PredictionShards predictions() {
    return options.predictions();
  }

  /** Says what of an earlier labeling is kept or replaced. */
  public void tell(PrintWriter err) {
    PredictionShards predictions = predictions();
    int done = predictions.done(origin);
    if (done > 0) {
      err.println(
          "%s: %d of %d shards are there already and are kept"
              .formatted(options.out(), done, origin.shards()));
    } else if (predictions.exists() && !predictions.summary().origin().equals(origin)) {
      err.println(
          options.out() + ": predictions of another model, images or settings are replaced");
    }
  }

  /**
   * Returns what labels the images; the models stay this task's.
   *
   * @param log takes a line for each image that cannot be decoded
   */
  public PseudoLabeler labeler(Consumer<String> log, PseudoLabeler.Progress progress) {
    CorruptRecords corrupt = options.limits().corrupt(log);
    corrupt.seen(source.size());
    return new PseudoLabeler(
        models.teachers(model -> input(model, corrupt)), source::describe, progress);
  }

  private PipelineImages input(LoadedModel model, CorruptRecords corrupt) {
    int resolution = model.classifier().resolution();
    int views = origin.views();
    return new PipelineImages(
        new InferenceInput(
            source,
            Math.max(1, options.batch() / views), // of images the model sees at once
            views,
            resolution,
            Augmentation.views(
                model.augment(), resolution, options.viewShift(), options.viewFlip()),
            0,
            source.size(),
            Runtime.getRuntime().availableProcessors()),
        corrupt);
  }

  /** Remembers the images beside their predictions, and prints what was labeled. */
  public void finished(PrintWriter out) {
    remembered.write(options.folder(), ".");
    options.print(this, out);
  }

  /** Prints the predictions as one JSON document. */
  void print(PrintWriter print, int top) {
    try (PredictionJson document = new PredictionJson(print, classNames, top);
        PredictionRows rows = predictions().rows()) {
      for (int i = 0; i < source.size(); i++) {
        document.add(source.describe(i), rows.row(i));
      }
    } catch (IOException e) {
      throw new UserErrorException(
          Kind.DATA, "the predictions cannot be printed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    models.close();
    devices.close();
  }
}
