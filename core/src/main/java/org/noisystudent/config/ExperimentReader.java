package org.noisystudent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.noisystudent.config.ConfigNode.Mapping;
import org.noisystudent.config.ConfigNode.Scalar;
import org.noisystudent.config.EvaluationConfig.Split;
import org.noisystudent.config.SourceConfig.Format;

/** Reads a whole config, each stage of the loop with its overrides merged over the top level. */
final class ExperimentReader {
  private static final int STUDENTS = 2;

  private final Map<String, ConfigKey> keys;
  private final ConfigProblems problems;

  ExperimentReader(Map<String, ConfigKey> keys, ConfigProblems problems) {
    this.keys = keys;
    this.problems = problems;
  }

  ExperimentConfig read(Mapping root) {
    return ConfigReader.read(root, keys, problems, this::experiment);
  }

  private ExperimentConfig experiment(ConfigReader reader) {
    long seed = reader.whole("seed", 1, Rule.atLeast(0));
    DataConfig data = reader.section("data", DataReader::read);
    TrainingConfig training = TrainingReader.read(reader);
    Mapping top = reader.all().only(TrainingReader.SECTIONS);
    SelfTrainingConfig loop = reader.section("selfTraining", r -> loop(r, top));
    EvaluationConfig evaluation = reader.section("evaluation", ExperimentReader::evaluation);
    DeviceConfig device = reader.section("device", ExperimentReader::device);
    List<TrainingConfig> trainings =
        Stream.concat(Stream.of(training, loop.teacher()), loop.students().stream()).toList();
    ReplicaRules.check(reader, device.replicas(), trainings);
    MemoryRules.check(reader, device, trainings);
    trainings.stream()
        .map(stage -> stage.train().evaluateEvery())
        .filter(every -> every > 0)
        .findFirst()
        .ifPresent(
            every ->
                reader.check(
                    data.hasValidation(),
                    "data.validationImages",
                    data.validationImages(),
                    () -> "be >= 1 where " + reader.named("train.evaluateEvery", every)));
    if (!loop.students().isEmpty()) {
      checkLoop(reader, data, loop, evaluation);
    }
    return new ExperimentConfig(seed, data, training, loop, evaluation, device);
  }

  private SelfTrainingConfig loop(ConfigReader reader, Mapping top) {
    String model = reader.text("teacherModel", "");
    Mapping teacherKeys = reader.mapping("teacher");
    TrainingConfig teacher = stage(top.mergedWith(labeledOnly(top)), teacherKeys);
    if (teacher.train().unlabeledRatio() != 0) {
      problems.add(
          teacherKeys.origin().source(),
          "selfTraining.teacher.train.unlabeledRatio (%s) must be 0: a teacher has no pseudo-labels"
              .formatted(teacher.train().unlabeledRatio()));
    }
    List<TrainingConfig> students = new ArrayList<>();
    for (Mapping student : reader.sections("students", STUDENTS)) {
      students.add(stage(top, student));
    }
    return new SelfTrainingConfig(
        model,
        teacher,
        List.copyOf(students),
        reader.flag("control", false),
        reader.flag("allowSmallerStudent", false));
  }

  private TrainingConfig stage(Mapping top, Mapping overrides) {
    return ConfigReader.read(top.mergedWith(overrides), keys, problems, TrainingReader::read);
  }

  private static Mapping labeledOnly(Mapping top) {
    Scalar zero = new Scalar(top.origin(), "0");
    Mapping train = new Mapping(top.origin(), Map.of("unlabeledRatio", zero));
    return new Mapping(top.origin(), Map.of("train", train));
  }

  private static EvaluationConfig evaluation(ConfigReader reader) {
    return new EvaluationConfig(
        reader.choice("split", Split.TEST), reader.integer("batch", 128, Rule.between(1, 1 << 20)));
  }

  private static DeviceConfig device(ConfigReader reader) {
    DeviceConfig.Type type = reader.choice("type", DeviceConfig.Type.CPU);
    DeviceConfig device =
        new DeviceConfig(
            type,
            reader.flag("xla", false),
            reader.flag("fusion", true),
            reader.integer("threads", 0, Rule.between(0, 4096)),
            reader.integer("replicas", 0, Rule.between(0, 1 << 20)),
            reader.text("plugin", ""),
            reader.texts("clientOptions"),
            reader.integer("waitSeconds", DeviceConfig.WAIT_SECONDS, Rule.between(1, 1 << 20)),
            reader.integer("stepsPerCall", 1, Rule.between(1, 1 << 10)),
            reader.choice("models", DeviceConfig.Models.DEVICE),
            reader.choice("inferenceCompute", ModelConfig.Compute.FLOAT32));
    reader.check(
        device.stepsPerCall() == 1 || device.isPjrt(),
        "stepsPerCall",
        device.stepsPerCall(),
        () ->
            "be 1 where %s: a session runs one step at a call"
                .formatted(reader.named("type", type)));
    reader.check(
        device.inferenceCompute() == ModelConfig.Compute.FLOAT32 || type == DeviceConfig.Type.CPU,
        "inferenceCompute",
        device.inferenceCompute(),
        () -> "be float32 where %s".formatted(reader.named("type", type)));
    return device;
  }

  /** What the loop needs beyond what a single training needs. */
  private static void checkLoop(
      ConfigReader reader, DataConfig data, SelfTrainingConfig loop, EvaluationConfig evaluation) {
    boolean wanted = loop.students().stream().anyMatch(s -> s.train().unlabeledRatio() > 0);
    reader.check(
        data.unlabeled().format() != Format.NONE || !wanted,
        "data.unlabeled.format",
        data.unlabeled().format(),
        () -> "name the images that selfTraining.students learn from");
    reader.check(
        data.labeled().format() != Format.NONE,
        "data.labeled.format",
        data.labeled().format(),
        () -> "name the images that the teacher learns from");
    reader.check(
        evaluation.split() != Split.TEST || data.test().format() != Format.NONE,
        "data.test.format",
        data.test().format(),
        () -> "name the images that " + reader.named("evaluation.split", Split.TEST) + " measures");
    reader.check(
        evaluation.split() != Split.VALIDATION || data.hasValidation(),
        "data.validationImages",
        data.validationImages(),
        () -> "be >= 1 where evaluation.split is validation");
  }
}
