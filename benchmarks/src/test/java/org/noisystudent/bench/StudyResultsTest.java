package org.noisystudent.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.cli.Subcommand;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;

final class StudyResultsTest {
  private static final Path CONFIG = Path.of("configs/quickstart.yaml");

  @TempDir Path folder;

  @Test
  void makesTheTableFromTheResultsThatWereKept() throws IOException {
    KeptRuns kept = new KeptRuns(folder.resolve("results"));
    kept.keep("quickstart-seed1", experiment(1, ""), report(1, 0.80, 0.82, 0.81));
    kept.keep("quickstart-seed2", experiment(2, ""), report(2, 0.82, 0.83, 0.80));
    List<String> lines =
        new StudyResults(folder.resolve("results")).table(List.of(CONFIG)).lines().toList();
    assertEquals(
        "| quickstart | 1 | 80.00 | 82.00 | 81.00 | +2.00 | +1.00 | 2.0 | chip, 2 cores, 2026-11-24 |",
        lines.get(2));
    assertEquals(
        "| **quickstart** | mean of 2 | 81.00 | 82.50 | 80.50 | **+1.50** | +2.00 | 2.0 | |",
        lines.get(4));
    assertEquals(5, lines.size());
  }

  @Test
  void knowsARunAgainByItsConfig() throws IOException {
    KeptRuns results = new KeptRuns(folder.resolve("results"));
    String name = StudyResults.name(CONFIG, 1);
    assertFalse(results.has(name, experiment(1, "")));
    results.keep(name, experiment(1, ""), report(1, 0.8, 0.82, 0.81));
    assertTrue(results.has(name, experiment(1, "")));
    assertTrue(results.has(name, experiment(1, ", maxPixels: 89478485")), "the default");
    assertFalse(results.has(name, experiment(1, ", maxPixels: 1000")));
    assertFalse(results.has(StudyResults.name(CONFIG, 2), experiment(2, "")));
  }

  @Test
  void theProgramFindsTheCommand() {
    List<? extends Class<?>> found =
        ServiceLoader.load(Subcommand.class).stream().map(ServiceLoader.Provider::type).toList();
    assertEquals(List.of(BenchCommand.class), found);
  }

  private static ExperimentConfig experiment(long seed, String data) {
    return ConfigLoader.parse(config(seed, data), "a test");
  }

  /** Returns a config in YAML that is JSON but for the keys of data. */
  private static String config(long seed, String data) {
    String images = "{\"format\": \"idx\", \"images\": \"i\", \"labels\": \"l\"}";
    return """
        {"seed": %d, "selfTraining": {"students": []},
         "data": {"labeled": %s, "test": %s, "classes": 2%s}}
        """
        .formatted(seed, images, images, data);
  }

  private Path report(long seed, double teacher, double student, double control)
      throws IOException {
    String stage = "{\"name\":\"%s-%d\",\"role\":\"%s\",\"top1\":%s}";
    String json =
        """
        {"config":%s,"seed":%d,"date":"2026-11-24T10:00:00Z","environment":{"cpu":"chip","cores":2},
         "wallSeconds":120,"stages":[%s,%s,%s]}
        """
            .formatted(
                config(seed, ""),
                seed,
                stage.formatted("teacher", 0, "teacher", teacher),
                stage.formatted("student", 1, "student", student),
                stage.formatted("control", 1, "control", control));
    return Files.writeString(folder.resolve("report-" + seed + ".json"), json);
  }
}
