package org.noisystudent.report;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.pseudolabel.ImagePng;
import org.noisystudent.pseudolabel.MemoryScores;
import org.noisystudent.pseudolabel.Png;
import org.noisystudent.pseudolabel.Selection;
import org.noisystudent.pseudolabel.SelectionExamples;
import org.noisystudent.pseudolabel.SelectionStatistics;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.run.RunJournal;
import org.noisystudent.run.RunModel;
import org.noisystudent.run.Stage;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;
import org.noisystudent.trainer.MetricsLog;

/** The files of a run of ten classes, with numbers as a real one has them. */
final class FakeRun {
  private static final int CLASSES = 10;
  private static final int UNLABELED = 2_000;
  private final RunStorage storage;
  private final Random random = new Random(3);

  FakeRun(RunStorage storage) {
    this.storage = storage;
  }

  void begin() {
    storage.publish(
        RunDirectory.CONFIG,
        """
        seed: 3
        data:
          classNames: ['T-shirt & <b>top', Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker, Bag, Ankle boot]
        model: {variant: b0, width: 0.5}
        selfTraining:
          students: [{train: {steps: 1100}}, {model: {variant: b1}}]
        """
            .getBytes(StandardCharsets.UTF_8));
    storage.publish(
        RunDirectory.PROVENANCE,
        Json.document(
            new Provenance(
                "17.0.15 (Debian)",
                "Linux 6.1",
                "amd64",
                "Xeon <Platinum> @ 2.0GHz",
                2,
                3L << 30,
                "2.18.0",
                "0123456789abcdef0123",
                "2026-11-24T07:00:00Z")));
  }

  void write(int students) {
    begin();
    Clock clock = Clock.fixed(Instant.parse("2026-11-24T07:00:00Z"), ZoneOffset.UTC);
    RunJournal journal = new RunJournal(storage, clock);
    for (int i = 0; i <= students; i++) {
      RunModel model = i == 0 ? RunModel.teacher() : RunModel.student(i);
      String name = model.name();
      if (i > 0) {
        pseudoLabels(i);
      }
      losses(name, i);
      storage.publish(RunDirectory.evaluation(name), Json.document(evaluation(0.818 + 0.011 * i)));
      journal.finished(new Stage.Train(model).name(), new TreeMap<>(), 95.4 + 130 * i);
    }
  }

  private void losses(String name, int iteration) {
    MetricsLog log = new MetricsLog(storage, RunDirectory.METRICS);
    for (int step = 0; step <= 1100; step += 20) {
      double labeled = 0.4 + 1.9 * Math.exp(-step / 150.0) + 0.06 * random.nextGaussian();
      Map<String, Double> numbers = new LinkedHashMap<>();
      double unlabeled = labeled * 0.8;
      numbers.put("loss", iteration == 0 ? labeled : labeled * 0.25 + unlabeled * 0.75);
      if (iteration > 0) {
        numbers.put("labeledLoss", labeled);
        numbers.put("unlabeledLoss", unlabeled);
      }
      numbers.put("learningRate", 0.01);
      log.add(name, step, numbers);
    }
  }

  private void pseudoLabels(int iteration) {
    float[][] rows = new float[UNLABELED][CLASSES];
    int[] truth = new int[UNLABELED];
    for (int i = 0; i < UNLABELED; i++) {
      truth[i] = random.nextInt(CLASSES);
      double sure = Math.min(0.999, 1 - 0.75 * Math.pow(random.nextDouble(), 3));
      int said = random.nextDouble() < 0.3 + 0.7 * sure ? truth[i] : (truth[i] + 6) % CLASSES;
      Arrays.fill(rows[i], (float) ((1 - sure) / (CLASSES - 1)));
      rows[i][said] = (float) sure;
    }
    var config =
        new PseudoLabelConfig(
            PseudoLabelConfig.Labels.HARD,
            1,
            PseudoLabelConfig.Storage.FLOAT32,
            10,
            0.75,
            PseudoLabelConfig.Selection.EXACT,
            170,
            true,
            false,
            0,
            false,
            8,
            4,
            List.of(),
            "",
            false,
            false);
    Selection selection =
        Selection.select(MemoryScores.of(CLASSES, Arrays.asList(rows)), config, iteration);
    storage.publish(
        RunDirectory.selection(iteration),
        Json.document(SelectionStatistics.of(selection, image -> truth[image])));
    ImagePng images = image -> picture(truth[image], image);
    storage.publish(
        RunDirectory.examples(iteration),
        Json.document(
            SelectionExamples.draw(selection, image -> truth[image], images, 8, iteration)));
  }

  private static byte[] picture(int label, int image) {
    byte[] pixels = new byte[28 * 28];
    for (int y = 4; y < 24; y++) {
      for (int x = 4; x < 24; x++) {
        boolean inside = (x - 14) * (x - 14) + (y - 14) * (y - 14) < 20 + 9 * label;
        pixels[y * 28 + x] = (byte) (inside ? 120 + (x * 7 + y * 3 + image) % 130 : 0);
      }
    }
    return Png.encode(pixels, 28, 28, 1);
  }

  private Evaluation evaluation(double accuracy) {
    int[][] confusion = new int[CLASSES][CLASSES];
    for (int i = 0; i < 10_000; i++) {
      int truth = i % CLASSES;
      double own = Math.min(0.98, accuracy + (truth == 6 ? -0.25 : 0.03));
      int slip = random.nextBoolean() ? (truth + 6) % CLASSES : random.nextInt(CLASSES);
      confusion[truth][random.nextDouble() < own ? truth : slip]++;
    }
    double right = IntStream.range(0, CLASSES).map(c -> confusion[c][c]).sum() / 10_000.0;
    return new Evaluation(
        10_000,
        0,
        right,
        0.9931,
        right + 0.03,
        0.034,
        IntStream.range(0, CLASSES)
            .mapToObj(c -> OptionalDouble.of(confusion[c][c] / 1000.0))
            .toList(),
        IntStream.range(0, CLASSES)
            .mapToObj(c -> IntStream.of(confusion[c]).boxed().toList())
            .toList(),
        Optional.empty(),
        Optional.empty());
  }
}
