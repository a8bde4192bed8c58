package org.noisystudent.config;

import java.util.List;
import java.util.stream.IntStream;

/** What a number of replicas asks of the trainings: each replica gets as much as the others. */
final class ReplicaRules {
  private ReplicaRules() {}

  /** Adds a problem for each number that the replicas do not divide, where they are given. */
  static void check(ConfigReader reader, int replicas, List<TrainingConfig> trainings) {
    if (replicas <= 1) {
      return;
    }
    Problems problems = new Problems(reader, replicas);
    problems.add(
        "train.labeledBatch (%d)", trainings.stream().mapToInt(t -> t.train().labeledBatch()));
    problems.add(
        "the unlabeled images of a step, train.labeledBatch x train.unlabeledRatio (%d)",
        trainings.stream().mapToInt(t -> t.train().unlabeledBatch()));
    problems.add(
        "resolutionFix.labeledBatch (%d)",
        trainings.stream()
            .map(TrainingConfig::resolutionFix)
            .filter(ResolutionFixConfig::isOn)
            .mapToInt(ResolutionFixConfig::labeledBatch));
    trainings.stream()
        .map(t -> t.train().batchNormReplicas())
        .distinct()
        .forEach(option -> problems.addGroup(option));
  }

  /** The problems of some replicas. */
  private record Problems(ConfigReader reader, int replicas) {
    void add(String what, IntStream images) {
      images
          .distinct()
          .forEach(
              count ->
                  reader.check(
                      count % replicas == 0,
                      "device.replicas",
                      replicas,
                      () -> "divide " + what.formatted(count)));
    }

    void addGroup(String option) {
      int group = BatchNormReplicas.groupOf(option, replicas);
      reader.check(
          replicas % group == 0,
          "train.batchNormReplicas",
          option,
          () ->
              "divide device.replicas (%d) into equal groups: %d in a group do not"
                  .formatted(replicas, group));
    }
  }
}
