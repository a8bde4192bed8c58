package org.noisystudent.workers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.base.Splitter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.process.ChildProgram;
import org.noisystudent.process.FreePorts;

/**
 * Workers, each an operating-system process, take the steps that one takes alone with the whole
 * batch. A free course would be apart soon: an untrained network magnifies what is rounded, of two
 * orders of summation as well; so each step begins where the one alone is. For the same reason the
 * first steps differ by more than later ones.
 */
@Tag("slow")
final class FollowingWorkersTest {
  private static final Path IMAGES =
      Path.of(System.getProperty("project.root"), "test-data", "fashion-mnist");

  private static final List<String> QUIET =
      List.of("noise.dropout=0", "noise.stochasticDepth=0", "train.batchNormReplicas=all");

  private static final List<String> SMALL =
      List.of("model.width=0.25", "train.labeledBatch=8", "train.unlabeledRatio=1");

  @TempDir private Path folder;

  /** A step, as a worker tells it. */
  private record Step(double whole, double parts, double apart, String hash) {
    static Step read(String line) {
      List<String> words = Splitter.on(' ').splitToList(line);
      return new Step(
          Double.parseDouble(words.get(2)),
          Double.parseDouble(words.get(3)),
          Double.parseDouble(words.get(4)),
          words.get(5));
    }

    /** Returns by how much the losses differ. */
    double loss() {
      return Math.abs(parts / whole - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  @Tag("long")
  void everyStepOfTheQuickstartIsTheOneOfTheWholeBatch(int workers) throws Exception {
    List<List<Step>> told = run(workers, 100, QUIET);
    List<Step> steps = told.get(0);
    double first = largest(steps.subList(0, 50), Step::loss);
    double later = largest(steps.subList(50, 100), Step::loss);
    System.out.printf(
        "%d workers: losses differ by %.2g in the first 50 steps, then by %.2g; variables by %.2g and %.2g%n",
        workers,
        first,
        later,
        largest(steps.subList(0, 50), Step::apart),
        largest(steps.subList(50, 100), Step::apart));
    assertTrue(first < 5e-5, "losses differ by " + first);
    assertTrue(later < 1e-5, "losses differ by " + later);
    assertTrue(largest(steps.subList(50, 100), Step::apart) < 1e-4, steps.toString());
    assertTrue(steps.get(99).whole < 0.7 * steps.get(0).whole, steps.toString());
    assertSame(told);
  }

  @Test
  void twoWorkersTakeTheStepsOfOne() throws Exception {
    List<List<Step>> told = run(2, 12, with(QUIET, SMALL));
    double loss = largest(told.get(0), Step::loss);
    double apart = largest(told.get(0), Step::apart);
    assertTrue(loss < 5e-5, "losses differ by " + loss);
    assertTrue(apart < 1e-3, "variables differ by " + apart);
    assertSame(told);
  }

  @Test
  @Tag("long")
  void variablesAreTheSameBitForBitWhateverEachSees() throws Exception {
    List<String> noisy = List.of("noise.dropout=0.5", "train.batchNormReplicas=local");
    List<List<Step>> told = run(2, 3, with(noisy, SMALL));
    assertSame(told);
    // noise and statistics of its own make another step of it
    assertTrue(told.get(0).stream().allMatch(step -> step.loss() > 1e-3), told.toString());
  }

  private static double largest(List<Step> steps, ToDoubleFunction<Step> what) {
    return steps.stream().mapToDouble(what).max().orElseThrow();
  }

  private static List<String> with(List<String> some, List<String> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static void assertSame(List<List<Step>> told) {
    for (List<Step> worker : told) {
      assertEquals(told.get(0), worker);
    }
  }

  private List<List<Step>> run(int workers, int steps, List<String> overrides) throws Exception {
    String addresses = FreePorts.addresses(workers);
    List<ChildProgram> programs = new ArrayList<>();
    try {
      for (int index = 0; index < workers; index++) {
        List<Object> arguments = new ArrayList<>(List.of(addresses, index, steps));
        arguments.addAll(
            List.of(
                "data.labeled.images=" + IMAGES.resolve("train-images-idx3-ubyte.gz"),
                "data.labeled.labels=" + IMAGES.resolve("train-labels-idx1-ubyte.gz"),
                "data.test={format: none, images: '', labels: ''}",
                "evaluation.split=validation",
                "data.validationImages=5000",
                "device.threads=1",
                "device.waitSeconds=120"));
        arguments.addAll(overrides);
        programs.add(
            ChildProgram.start(
                Files.createDirectory(folder.resolve("worker-" + index)),
                Map.of(),
                List.of("-Dproject.root=" + System.getProperty("project.root")),
                FollowingWorker.class,
                arguments.toArray()));
      }
      List<List<Step>> told = new ArrayList<>();
      for (ChildProgram program : programs) {
        assertEquals(0, program.exitCode(), program.err());
        List<String> lines =
            program.out().lines().filter(line -> line.startsWith("step ")).toList();
        assertEquals(steps, lines.size(), program.out());
        told.add(lines.stream().map(Step::read).toList());
      }
      return told;
    } finally {
      programs.forEach(ChildProgram::close);
    }
  }
}
