package org.noisystudent.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.preflight.Outcome;

final class GpuTableTest {
  @TempDir private Path folder;

  private static TpuPlan plan(String variant) {
    return TpuPlan.onGpu().stream()
        .filter(each -> each.variant().equals(variant))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hasARowForEveryVariantWhetherCompiledOrNot() {
    String text = new GpuTable(new TpuResults(folder)).text();
    assertEquals(TpuPlan.variants().size(), text.split("not yet compiled", -1).length - 1, text);
    assertTrue(text.contains("| B7 | 4 | not yet compiled |"), text);
  }

  @Test
  void everyCellHasAConfigThatIsRight() {
    Path config =
        Path.of(System.getProperty("project.root"), "configs", "imagenet", "b7-teacher.yaml");
    for (TpuPlan plan : TpuPlan.onGpu()) {
      ExperimentConfig experiment = ConfigLoader.load(config, plan.overrides());
      assertEquals(plan.variant(), experiment.training().model().variant());
      assertEquals(plan.batch(), experiment.training().train().labeledBatch());
    }
  }

  @Test
  void showsWhatACompileSaid() {
    TpuResults results = new TpuResults(folder);
    TpuPlan plan = plan("b0");
    results.write(plan, TpuTableTest.cell(plan, Outcome.FITS, Optional.empty()));
    String text = new GpuTable(results).text();
    assertTrue(
        text.contains(
            "| B0 | 128 | fits in 16 GiB | 3.00 | 1.00 | 2.00 | 123 | 4.0 | 2026-11-25, libtpu 1.2"
                + " |"),
        text);
  }

  @Test
  void showsAnAttemptWithItsLimitsAndMessage() {
    TpuResults results = new TpuResults(folder);
    TpuPlan plan = plan("l2");
    results.write(
        plan, TpuTableTest.cell(plan, Outcome.HOST_MEMORY, Optional.of("ended: memory\nmore")));
    String text = new GpuTable(results).text();
    assertTrue(
        text.contains("| L2 | 1 | tried within 10 GiB and 20 min: ended: memory | - | - | - |"),
        text);
  }
}
