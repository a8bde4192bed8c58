package org.noisystudent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.noisystudent.preflight.Topology;

/**
 * What is compiled: the step of a labeled-only training of every variant on one topology of every
 * TPU generation, and on the paper's v3 pod of 2,048 cores; on that pod also the steps of students.
 *
 * @param variant as {@code model.variant} has it
 * @param batch labeled images of one replica
 * @param student what is learned from besides, if anything
 */
record TpuPlan(String variant, Topology topology, int batch, Optional<Student> student) {
  /**
   * A student's unlabeled images.
   *
   * @param unlabeledRatio as {@code train.unlabeledRatio}
   * @param microBatches as {@code train.microBatches}
   */
  record Student(int unlabeledRatio, int microBatches) {}

  /** The topologies, the columns of the table. */
  static final List<String> TOPOLOGIES =
      List.of(
          "v2:2x2",
          "v3:2x2",
          "v4:2x2x1",
          "v5e:2x2",
          "v5p:2x2x1",
          "v6e:2x2",
          "tpu7x:2x2x1",
          "v3:32x32");

  /** The variants whose students are compiled. */
  static final List<String> STUDENTS = List.of("b7", "l2");

  /** Unlabeled images of a step for each labeled one, as published. */
  static final List<Integer> RATIOS = List.of(3, 14, 28);

  private static final String POD = "v3:32x32";

  /**
   * Images a replica off the pod. None were published for so few devices: our choice, 128 for B0
   * and fewer as activations grow.
   */
  private static final Map<String, Integer> BATCHES = new LinkedHashMap<>();

  static {
    BATCHES.put("b0", 128);
    BATCHES.put("b1", 64);
    BATCHES.put("b2", 64);
    BATCHES.put("b3", 32);
    BATCHES.put("b4", 16);
    BATCHES.put("b5", 8);
    BATCHES.put("b6", 8);
    BATCHES.put("b7", 4);
    BATCHES.put("l0", 4);
    BATCHES.put("l1", 2);
    BATCHES.put("l2", 1);
  }

  /** Returns the variants, the rows of the table. */
  static List<String> variants() {
    return List.copyOf(BATCHES.keySet());
  }

  /** Returns all cells, row by row. */
  static List<TpuPlan> all() {
    return variants().stream().flatMap(variant -> of(variant).stream()).toList();
  }

  /** Returns the cells of a variant, one on each topology. */
  static List<TpuPlan> of(String variant) {
    List<TpuPlan> row = new ArrayList<>();
    for (String topology : TOPOLOGIES) {
      // published: a labeled batch of 2,048 over 2,048 cores
      int batch = topology.equals(POD) ? 1 : BATCHES.get(variant);
      row.add(new TpuPlan(variant, Topology.parse(topology), batch, Optional.empty()));
    }
    return row;
  }

  /** Returns every variant on one H100. */
  static List<TpuPlan> onGpu() {
    Topology one = Topology.parse("h100:1");
    return variants().stream()
        .map(variant -> new TpuPlan(variant, one, BATCHES.get(variant), Optional.empty()))
        .toList();
  }

  /**
   * Returns the steps of a student on the pod, at the published labeled batch: over its images at
   * once, then in ever more micro-batches, down to a single image.
   *
   * @param variant of {@link #STUDENTS}
   * @param ratio of {@link #RATIOS}
   */
  static List<TpuPlan> student(String variant, int ratio) {
    int images = 1 + ratio;
    return IntStream.rangeClosed(1, images)
        .filter(parts -> images % parts == 0)
        .mapToObj(
            parts ->
                new TpuPlan(
                    variant, Topology.parse(POD), 1, Optional.of(new Student(ratio, parts))))
        .toList();
  }

  /** Returns the name of the cell's file. */
  String file() {
    String suffix =
        student.map(s -> "-ratio%d-parts%d".formatted(s.unlabeledRatio, s.microBatches)).orElse("");
    return variant + "-" + topology.name().replace(':', '-') + suffix + ".json";
  }

  int replicas() {
    return topology.devices();
  }

  /** Returns the changes to the config, for another batch a replica than the plan's. */
  List<String> overrides(int labeledBatch) {
    List<String> overrides =
        new ArrayList<>(
            List.of(
                "model.variant=" + variant,
                "model.compute=bfloat16",
                "train.labeledBatch=" + labeledBatch));
    if (!topology.name().equals(POD)) {
      // the warm-up is of a pod's batch: at a few devices' it may be longer than the training
      overrides.add("train.learningRate.warmupSteps=0");
    }
    student.ifPresent(
        s -> {
          overrides.add("train.unlabeledRatio=" + s.unlabeledRatio);
          overrides.add("train.microBatches=" + s.microBatches);
          overrides.add("selfTraining.teacher.train.microBatches=1");
        });
    return overrides;
  }

  List<String> overrides() {
    return overrides(batch * replicas());
  }
}
