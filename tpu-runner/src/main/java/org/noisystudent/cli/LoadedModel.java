package org.noisystudent.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.InferenceInput;
import org.noisystudent.pseudolabel.PipelineImages;
import org.noisystudent.savedmodel.Classifier;
import org.noisystudent.savedmodel.ClassifierSignature;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.savedmodel.InputGradient;
import org.noisystudent.savedmodel.ModelCard;
import org.noisystudent.savedmodel.Trust;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.noisystudent.selftraining.Devices;

/**
 * A model that is run, with what its card says of it.
 *
 * @param folder where it is
 * @param classifier asks it
 * @param classNames a name for each class; empty where its card has none, or it has no card
 * @param augment how images are cut for it: as its card says, or to their central square
 */
record LoadedModel(
    Path folder, Classifier classifier, List<String> classNames, AugmentConfig augment)
    implements AutoCloseable {
  LoadedModel {
    classNames = List.copyOf(classNames);
  }

  static LoadedModel load(Path folder, Trust trust, Devices devices) {
    Classifier classifier = devices.open(folder, trust);
    try {
      Optional<ModelCard> card = ModelCard.read(folder);
      if (card.isPresent() && card.get().classes() != classifier.classes()) {
        throw new UserErrorException(
            Kind.DATA,
            "model folder (%s) gives %d classes, but its %s says %d"
                .formatted(folder, classifier.classes(), ModelCard.FILE, card.get().classes()));
      }
      return new LoadedModel(
          folder,
          classifier,
          card.map(ModelCard::classNames).orElse(List.of()),
          new AugmentConfig(
              Crop.NONE,
              0,
              false,
              card.map(ModelCard::evaluationCrop).orElse(EvaluationCrop.CENTER)));
    } catch (RuntimeException e) {
      classifier.close();
      throw e;
    }
  }

  int classes() {
    return classifier.classes();
  }

  /** Returns the same model, for images that are taken whole whatever its card says. */
  LoadedModel whole() {
    return new LoadedModel(
        folder,
        classifier,
        classNames,
        new AugmentConfig(Crop.NONE, 0, false, EvaluationCrop.NONE));
  }

  /**
   * Returns what gives the gradient of its loss by the pixels.
   *
   * @throws UserErrorException of kind DATA that names the signature, if the model has none
   */
  InputGradient inputGradient() {
    return classifier
        .inputGradient()
        .orElseThrow(
            () ->
                new UserErrorException(
                    Kind.DATA,
                    ("model folder (%s) has no signature %s (images float32 [batch, R, R, 3],"
                            + " labels int64 [batch] -> gradient float32), which an attack needs;"
                            + " models that this program exports have it")
                        .formatted(folder, ClassifierSignature.INPUT_GRADIENT)));
  }

  /** Returns a hash of what the model computes. */
  String hash() {
    return ContentHash.ofModel(folder);
  }

  /** Returns images as the model takes them, one view each. */
  PipelineImages images(ImageSource source, int batch, CorruptRecords corrupt) {
    int resolution = classifier.resolution();
    corrupt.seen(source.size());
    return new PipelineImages(
        new InferenceInput(
            source,
            batch,
            1,
            resolution,
            Augmentation.evaluation(augment, resolution),
            0,
            source.size(),
            Runtime.getRuntime().availableProcessors()),
        corrupt);
  }

  @Override
  public void close() {
    classifier.close();
  }
}
