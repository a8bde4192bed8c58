package org.noisystudent.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.DeviceConfig;
import org.noisystudent.config.TrainingConfig;
import org.noisystudent.device.Device;
import org.noisystudent.device.SessionDevice;
import org.noisystudent.device.StepBatches;
import org.noisystudent.device.VariableValues;
import org.noisystudent.model.Architecture;
import org.noisystudent.model.ComputePlan;
import org.noisystudent.model.FrozenLayers;
import org.noisystudent.model.Inspection;
import org.noisystudent.model.Replication;
import org.noisystudent.model.VariableSpec;
import org.noisystudent.savedmodel.EvaluationCrop;
import org.noisystudent.train.OnlineTeacher;
import org.noisystudent.train.StepInputs;
import org.noisystudent.train.TrainStep;
import org.noisystudent.train.TrainStep.Metric;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** A teacher within the step against labels that the same teacher made before. */
@Tag("slow")
final class OnlineTeacherTest {
  private static final int CLASSES = 4;
  private static final int LABELED = 4;
  private static final int UNLABELED = 8;
  private static final int TEACHER_SIDE = 12;
  private static final DeviceConfig CPU = DeviceConfig.cpu(false, 2);

  private final TrainingConfig student =
      training(
          """
          model: {width: 0.1, depth: 0.1, resolution: 8}
          train: {labeledBatch: 4, unlabeledRatio: 2, weightDecay: 0.01, emaDecay: 0.9}
          noise: {dropout: 0.2, stochasticDepth: 0.2}
          """);
  private final Architecture network = Architecture.of(student.model(), CLASSES);
  private final Architecture teacher =
      Architecture.of(training("model: {width: 0.2, depth: 0.1, resolution: 12}").model(), CLASSES);
  private final byte[] seen = bytes(LABELED + UNLABELED, 8, 1);
  private final byte[] seenByTeacher = bytes(UNLABELED, TEACHER_SIDE, 2);

  @ParameterizedTest
  @CsvSource({"false, 0.5", "true, 1"})
  void theLossIsThatOfLabelsTheTeacherMadeBefore(boolean hard, double temperature) {
    try (VariableValues values = teacherValues()) {
      float[][] said = probabilities(values);
      assertTrue(Math.abs(said[0][0] - said[1][0]) > 0.01, "the teacher sees no difference");
      Optional<OnlineTeacher> online = Optional.of(new OnlineTeacher(teacher, temperature));
      // the targets of the step with a teacher are nonsense: they must not be read
      try (Device inStep = device(online, labels(), hard);
          Device before = device(Optional.empty(), labels(values, hard, temperature), hard)) {
        before.initialize(5);
        inStep.initialize(5);
        load(values, inStep);
        for (int step = 0; step < 4; step++) {
          StepInputs inputs = new StepInputs(0.01f, 0.9f, 3, step);
          Map<Metric, Float> expected = before.step(inputs);
          Map<Metric, Float> actual = inStep.step(inputs);
          assertTrue(expected.get(Metric.UNLABELED_LOSS) > 0.1);
          for (Metric metric : Metric.values()) {
            float value = expected.get(metric);
            double most = (step == 0 ? 1e-6 : 1e-4) * Math.max(1, value);
            assertEquals(value, actual.get(metric), most, metric + " at " + step);
          }
        }
        checkUnchanged(values, before, inStep);
      }
    }
  }

  /** Nothing of the teacher changes, and nothing else is kept of it: no slots, no averages. */
  private void checkUnchanged(VariableValues teacherValues, Device before, Device inStep) {
    try (VariableValues after = inStep.read();
        VariableValues without = before.read()) {
      List<VariableSpec> specs = Inspection.of(teacher).variables();
      for (VariableSpec spec : specs) {
        String name = OnlineTeacher.variable(spec);
        assertArrayEquals(
            floats(teacherValues.byName().get(spec.name())),
            floats(after.byName().get(name)),
            name);
      }
      assertEquals(without.byName().size() + specs.size(), after.byName().size());
    }
  }

  /** Returns values of a network that says neither the same of all images nor one class alone. */
  private VariableValues teacherValues() {
    Map<String, TFloat32> values = new LinkedHashMap<>();
    try (Device first = device(Optional.of(new OnlineTeacher(teacher, 1)), labels(), false)) {
      first.initialize(9);
      try (VariableValues all = first.read()) {
        for (VariableSpec spec : Inspection.of(teacher).variables()) {
          TFloat32 value = all.byName().get(OnlineTeacher.variable(spec));
          values.put(spec.name(), TFloat32.tensorOf(value.shape(), value::copyTo));
        }
      }
    }
    VariableValues made = new VariableValues(values);
    double spread = 0;
    for (float[] row : probabilities(made)) {
      for (float probability : row) {
        spread = Math.max(spread, Math.abs(Math.log(probability * CLASSES)));
      }
    }
    TFloat32 kernel = values.get("efficientnet-b0/head/dense/kernel");
    float factor = (float) (2 / spread);
    kernel.scalars().forEach(number -> number.setFloat(number.getFloat() * factor));
    return made;
  }

  private static float[][] labels() {
    return new float[UNLABELED][CLASSES];
  }

  private void load(VariableValues values, Device device) {
    Map<String, TFloat32> named = new LinkedHashMap<>();
    for (VariableSpec spec : Inspection.of(teacher).variables()) {
      TFloat32 value = values.byName().get(spec.name());
      named.put(OnlineTeacher.variable(spec), TFloat32.tensorOf(value.shape(), value::copyTo));
    }
    try (VariableValues own = new VariableValues(named)) {
      device.load(own);
    }
  }

  /** Returns the labels that are stored: p^(1/T), renormalised, or one class. */
  private float[][] labels(VariableValues values, boolean hard, double temperature) {
    float[][] rows = probabilities(values);
    for (float[] row : rows) {
      sharpen(row, hard, temperature);
    }
    return rows;
  }

  /** Returns what the exported form of the teacher says. */
  private float[][] probabilities(VariableValues values) {
    float[] pixels = new float[seenByTeacher.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = seenByTeacher[i] & 0xff;
    }
    try (NetworkClassifier classifier = new NetworkClassifier(teacher, EvaluationCrop.NONE, CPU);
        TFloat32 images =
            TFloat32.tensorOf(
                Shape.of(UNLABELED, TEACHER_SIDE, TEACHER_SIDE, 3), DataBuffers.of(pixels))) {
      classifier.load(values);
      return classifier.probabilities(images);
    }
  }

  private static void sharpen(float[] row, boolean hard, double temperature) {
    int top = 0;
    double sum = 0;
    for (int c = 0; c < row.length; c++) {
      top = row[c] > row[top] ? c : top;
      sum += Math.pow(row[c], 1 / temperature);
    }
    for (int c = 0; c < row.length; c++) {
      float soft = (float) (Math.pow(row[c], 1 / temperature) / sum);
      row[c] = hard ? (c == top ? 1 : 0) : soft;
    }
  }

  private Device device(Optional<OnlineTeacher> online, float[][] labels, boolean hard) {
    float[][] targets = new float[LABELED + UNLABELED][CLASSES];
    for (int i = 0; i < LABELED; i++) {
      targets[i][i % CLASSES] = 1;
    }
    System.arraycopy(labels, 0, targets, LABELED, UNLABELED);
    TrainStep step =
        TrainStep.build(
            network,
            student.train(),
            student.noise(),
            hard,
            FrozenLayers.none(),
            online,
            Replication.one(),
            ComputePlan.plain());
    return new SessionDevice(
        step,
        graph -> {
          Ops tf = Ops.create(graph);
          return new Batches(
              images(tf, seen, LABELED + UNLABELED, 8),
              tf.constant(targets),
              online.map(t -> images(tf, seenByTeacher, UNLABELED, TEACHER_SIDE)));
        },
        CPU);
  }

  private static TrainingConfig training(String sections) {
    return ConfigLoader.parse(
            "data: {classes: 4}\nselfTraining: {students: []}\n" + sections, "test")
        .training();
  }

  private static Operand<TUint8> images(Ops tf, byte[] pixels, int count, int side) {
    return tf.reshape(
        tf.constant(TUint8.class, Shape.of(pixels.length), DataBuffers.of(pixels)),
        tf.constant(new int[] {count, side, side, 3}));
  }

  /** The same batch at each step. */
  private record Batches(
      Operand<TUint8> images, Operand<TFloat32> targets, Optional<Operand<TUint8>> teacherImages)
      implements StepBatches {
    @Override
    public List<Operand<TInt64>> watched() {
      return List.of();
    }

    @Override
    public void observe(List<TInt64> values) {}

    @Override
    public void seek(Session session, long step) {}

    @Override
    public void close() {}
  }

  private static byte[] bytes(int images, int side, int seed) {
    byte[] pixels = new byte[images * side * side * 3];
    new Random(seed).nextBytes(pixels);
    return pixels;
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
