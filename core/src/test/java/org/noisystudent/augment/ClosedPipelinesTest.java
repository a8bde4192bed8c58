package org.noisystudent.augment;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.noisystudent.config.AugmentConfig;
import org.noisystudent.config.AugmentConfig.Crop;
import org.noisystudent.config.DataConfig;
import org.noisystudent.config.RandAugmentConfig;
import org.noisystudent.config.RandAugmentConfig.Mode;
import org.noisystudent.config.SourceConfig;
import org.noisystudent.config.SourceConfig.Format;
import org.noisystudent.data.CorruptRecords;
import org.noisystudent.data.ImageSource;
import org.noisystudent.data.ImageSources;
import org.noisystudent.data.ImageTransform;
import org.noisystudent.data.InferenceInput;
import org.noisystudent.data.InputPipeline;
import org.noisystudent.data.TrainingInput;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.tensorflow.Graph;

/** A pipeline's functions are native memory: JavaCPP counts what was not yet freed. */
final class ClosedPipelinesTest {
  private final ImageSource source = photo();
  private final ImageTransform augmented =
      Augmentation.training(
          new AugmentConfig(Crop.INCEPTION, 0, true, EvaluationCrop.CENTER),
          new RandAugmentConfig(1, 9, Mode.FIXED, 100, 40),
          16);

  @Test
  void pipelinesThatAreClosedLeaveNoNativeMemory() {
    leavesNothing(50, graph -> InputPipeline.training(graph, input(augmented)).close());
    leavesNothing(
        10,
        graph ->
            InputPipeline.inference(graph, new InferenceInput(source, 1, 1, 16, augmented, 0, 1, 1))
                .close());
  }

  @Test
  void aPipelineThatCannotBeBuiltLeavesNoNativeMemory() {
    ImageTransform failing =
        (scope, image, seed) -> {
          augmented.apply(scope, image, seed);
          throw new IllegalStateException("after functions were made");
        };
    leavesNothing(
        10,
        graph ->
            assertThrows(
                IllegalStateException.class, () -> InputPipeline.training(graph, input(failing))));
  }

  private static void leavesNothing(int pipelines, Consumer<Graph> pipeline) {
    build(1, pipeline); // what is made once stays
    long before = Pointer.totalCount();
    build(pipelines, pipeline);
    long left = Pointer.totalCount() - before;
    assertTrue(left < pipelines, left + " native objects left by " + pipelines + " pipelines");
  }

  private static void build(int times, Consumer<Graph> pipeline) {
    for (int i = 0; i < times; i++) {
      try (Graph graph = new Graph()) {
        pipeline.accept(graph);
      }
    }
  }

  private TrainingInput input(ImageTransform transform) {
    return new TrainingInput(
        source, Optional.empty(), 1, 0, 3, 16, transform, 7, 1, Optional.empty());
  }

  private static ImageSource photo() {
    Path photo =
        Path.of(System.getProperty("project.root", ".."), "test-data/images/animal/chelsea.jpg");
    SourceConfig none = new SourceConfig(Format.NONE, "", "");
    DataConfig data =
        new DataConfig(none, none, none, 0, 0, 3, List.of(), 0, 1 << 20, 0, 2, 0, 0, 0);
    return new ImageSources(data, Optional.empty(), new CorruptRecords(0, line -> {}))
        .files(List.of(photo))
        .withTargets(new float[][] {{1, 0, 0}});
  }
}
