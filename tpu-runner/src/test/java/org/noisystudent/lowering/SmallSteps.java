package org.noisystudent.lowering;

import java.nio.file.Path;
import java.time.Duration;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.train.TrainStep;

/** The quickstart's student, small: steps that lower in seconds. */
final class SmallSteps {
  private SmallSteps() {}

  static ExperimentConfig config(String compute) {
    return ConfigLoader.parse(
        """
        data:
          classes: 10
          labeled: {format: folder, images: labeled}
          unlabeled: {format: folder, images: unlabeled}
          test: {format: folder, images: test}
        augment: {crop: pad, cropPadding: 2, flip: true, evaluationCrop: none}
        model: {variant: b0, width: 0.25, depth: 0.25, resolution: 28, compute: %s}
        train:
          steps: 60
          labeledBatch: 4
          unlabeledRatio: 3
          optimizer: {type: sgd}
          emaDecay: 0.9
        """
            .formatted(compute),
        "small");
  }

  static Architecture architecture(String compute) {
    return Architecture.of(config(compute).training().model(), 10);
  }

  static TrainStep train(String compute) {
    ExperimentConfig config = config(compute);
    return TrainStep.build(
        architecture(compute),
        config.training().train(),
        config.training().noise(),
        config.training().pseudoLabel().labels() == Labels.HARD,
        ComputePlan.plain());
  }

  static LoweringOptions options(Path cache) {
    return new LoweringOptions(cache, Duration.ofMinutes(5), 512);
  }
}
