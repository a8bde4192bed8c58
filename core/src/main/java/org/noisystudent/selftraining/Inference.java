package org.noisystudent.selftraining;

import com.google.common.primitives.ImmutableIntArray;
import org.noisystudent.augment.Augmentation;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageTransform;
import org.noisystudent.data.InferenceInput;
import org.noisystudent.data.SeedStream;
import org.noisystudent.evaluation.Benchmark;
import org.noisystudent.pseudolabel.ImageBatches;
import org.noisystudent.pseudolabel.PipelineImages;

/** The images of an experiment as classifiers see them: cut, not noised. */
final class Inference {
  private final ExperimentConfig experiment;
  private final CorruptRecords corrupt;

  Inference(ExperimentConfig experiment, CorruptRecords corrupt) {
    this.experiment = experiment;
    this.corrupt = corrupt;
  }

  /** Returns labeled images to measure a classifier of some resolution on. */
  Benchmark benchmark(String name, ImageSource images, AugmentConfig augment, int resolution) {
    return new Benchmark.LabeledImages(
        name,
        pass(
            images,
            experiment.evaluation().batch(),
            1,
            resolution,
            Augmentation.evaluation(augment, resolution)),
        ImmutableIntArray.copyOf(images.labels()));
  }

  /** Returns the views of unlabeled images that a teacher of some resolution is asked for. */
  ImageBatches.Source views(
      ImageSource images, AugmentConfig augment, PseudoLabelConfig labels, int resolution) {
    int views = Augmentation.viewCount(labels.viewShift(), labels.viewFlip());
    return pass(
        images,
        // the batch is of images a classifier sees at once, views counted
        Math.max(1, labels.batch() / views),
        views,
        resolution,
        Augmentation.views(augment, resolution, labels.viewShift(), labels.viewFlip()));
  }

  /** Returns the images under the noise of training, for a teacher that labels under it. */
  ImageBatches.Source noised(ImageSource images, TrainingConfig student, int resolution) {
    ImageTransform training =
        Augmentation.training(student.augment(), student.noise().randAugment(), resolution);
    long seed = SeedStream.NOISED_TEACHER.of(experiment.seed());
    return pass(
        images,
        student.pseudoLabel().batch(),
        1,
        resolution,
        (scope, image, index) ->
            training.apply(
                scope,
                image,
                scope.tf().math.add(index, scope.tf().constant(new long[] {seed, 0}))));
  }

  private ImageBatches.Source pass(
      ImageSource images, int batch, int views, int resolution, ImageTransform transform) {
    return new PipelineImages(
        new InferenceInput(
            images,
            batch,
            views,
            resolution,
            transform,
            0,
            images.size(),
            experiment.data().imagesAtATime()),
        corrupt);
  }
}
