package org.noisystudent.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.pjrt.InstalledPlugin;
import org.noisystudent.preflight.LoopCount;
import org.noisystudent.preflight.Outcome;
import org.noisystudent.preflight.PreflightReport;

final class TpuTableTest {
  private static final long GIB = 1L << 30;

  @TempDir private Path folder;

  private static TpuPlan plan(String variant, String topology) {
    return TpuPlan.all().stream()
        .filter(each -> each.variant().equals(variant) && each.topology().name().equals(topology))
        .findFirst()
        .orElseThrow();
  }

  static TpuCell cell(TpuPlan plan, Outcome outcome, Optional<String> message) {
    boolean fits = outcome == Outcome.FITS;
    return new TpuCell(
        plan.variant(),
        plan.topology().name(),
        plan.replicas(),
        plan.batch(),
        plan.student(),
        "2026-11-25",
        Optional.of("libtpu 1.2"),
        "ab12",
        "./noisystudent preflight",
        10,
        20,
        new PreflightReport(
            outcome,
            Optional.of(fits).filter(yes -> outcome.isAnswer()),
            Optional.of(3 * GIB).filter(yes -> fits),
            Optional.of(GIB).filter(yes -> fits),
            Optional.of(2 * GIB).filter(yes -> fits),
            16 * GIB,
            fits ? OptionalDouble.of(1e11) : OptionalDouble.empty(),
            OptionalDouble.empty(),
            LoopCount.NO_LOOPS,
            21_000_000,
            fits ? OptionalInt.of(200) : OptionalInt.empty(),
            fits ? Optional.of("batch 400: HOST_MEMORY") : Optional.empty(),
            123,
            4_000_000_000L,
            OptionalLong.empty(),
            OptionalDouble.empty(),
            message));
  }

  private String table(TpuPlan plan, TpuCell cell) throws IOException {
    TpuResults results = new TpuResults(folder);
    results.write(plan, cell);
    assertEquals(Optional.of(cell), results.read(plan));
    return new TpuTable(results).text();
  }

  @Test
  void showsWhatACompileSaidAndWhatIsNotYetCompiled() throws IOException {
    TpuPlan plan = plan("b0", "v3:2x2");
    String text = table(plan, cell(plan, Outcome.FITS, Optional.empty()));
    assertTrue(
        text.contains("| B0 | not yet compiled | 3.00 of 16 GiB, batch 128 | not yet"), text);
    assertTrue(
        text.contains(
            "| B0 | v3:2x2 | 8 | 128 | >= 200 | 3.00 | 1.00 | 2.00 | 1.00e+11 | - | 21.0 | - |"
                + " 123 | 4.0 | 2026-11-25 | libtpu 1.2 |"),
        text);
    assertFalse(text.contains("without an answer"), text);
  }

  @Test
  void showsAnAttemptWithItsLimitsAndMessage() throws IOException {
    TpuPlan plan = plan("l2", "v3:32x32");
    String text = table(plan, cell(plan, Outcome.TIME_LIMIT, Optional.of("ended: time\nmore")));
    assertTrue(text.contains("| tried, see below |"), text);
    assertTrue(
        text.contains(
            "| L2 | v3:32x32 | 1 | 10 GiB, 20 min | 123 | 4.0 | 2026-11-25 | ended: time |"),
        text);
  }

  @Test
  void showsInHowManyPartsAStudentFits() throws IOException {
    List<TpuPlan> plans = TpuPlan.student("l2", 14);
    assertEquals(
        List.of(1, 3, 5, 15),
        plans.stream().map(plan -> plan.student().orElseThrow().microBatches()).toList());
    table(plans.get(0), cell(plans.get(0), Outcome.DOES_NOT_FIT, Optional.empty()));
    String text = table(plans.get(1), cell(plans.get(1), Outcome.FITS, Optional.empty()));
    assertTrue(
        text.contains("| L2 | 14 | 15 | 1: does not fit, batch 1; 3: 3.00 of 16 GiB, batch 1 |"),
        text);
    assertTrue(text.contains("| L2, ratio 14 in 3 | v3:32x32 | 2048 | 1 |"), text);
    assertTrue(plans.get(1).overrides().contains("train.microBatches=3"));
  }

  @Test
  void compilesAnAttemptAgainOnlyWithMoreOrAnotherCompiler() {
    TpuPlan plan = plan("b0", "v2:2x2");
    InstalledPlugin same = new InstalledPlugin(Path.of("a.so"), Optional.empty(), "ab12");
    InstalledPlugin other = new InstalledPlugin(Path.of("b.so"), Optional.empty(), "cd34");
    TpuCell attempt = cell(plan, Outcome.HOST_MEMORY, Optional.of("ended"));
    assertTrue(attempt.settles(same, 10, 20));
    assertFalse(attempt.settles(same, 11, 20));
    assertFalse(attempt.settles(same, 10, 21));
    assertFalse(attempt.settles(other, 10, 20));
    assertTrue(cell(plan, Outcome.DOES_NOT_FIT, Optional.empty()).settles(other, 99, 99));
  }

  @Test
  void plansEveryVariantForEveryTopologyAndThePodAsPublished() {
    List<TpuPlan> all = TpuPlan.all();
    assertEquals(11 * 8, all.size());
    assertEquals(
        List.of("model.variant=l2", "model.compute=bfloat16", "train.labeledBatch=2048"),
        plan("l2", "v3:32x32").overrides());
    assertEquals("train.labeledBatch=512", plan("b0", "v5e:2x2").overrides().get(2));
  }

  @Test
  void theTableOfTheDocumentsIsThatOfTheResults() throws IOException {
    Path root = Path.of(System.getProperty("project.root", ".."));
    TpuResults results =
        new TpuResults(root.resolve("benchmarks").resolve("results").resolve("tpu"));
    assertEquals(
        Files.readString(root.resolve("docs").resolve("tpu-matrix.md")),
        new TpuTable(results).text());
  }
}
