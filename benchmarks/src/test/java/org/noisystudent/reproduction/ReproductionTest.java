package org.noisystudent.reproduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.bench.KeptRuns;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ExperimentConfig;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.reproduction.StudyRow.Answer;
import org.noisystudent.reproduction.StudyRow.Hypothesis;
import org.noisystudent.run.SharedStages;
import org.noisystudent.run.Stage;

final class ReproductionTest {
  private static final Path CONFIG =
      Path.of(System.getProperty("project.root")).resolve(Studies.CONFIG);

  @Test
  void everyRowIsAConfigOfItsOwnWhoseTeacherIsTheBaseOne() {
    Set<ExperimentConfig> seen = new HashSet<>();
    String base = new ResolvedConfig(ConfigLoader.load(CONFIG, List.of("seed=1"))).yaml();
    List<String> ids = Studies.all().stream().map(StudyRow::id).toList();
    for (StudyRow row : Studies.all()) {
      ExperimentConfig config = ConfigLoader.load(CONFIG, row.overrides(1));
      assertTrue(seen.add(config), row.id() + " is another row's config");
      List<String> shared = SharedStages.of(base, config).stream().map(Stage::name).toList();
      assertTrue(shared.contains("teacher-0/evaluate"), row.id() + " shares " + shared);
      row.hypothesis().ifPresent(asked -> assertTrue(ids.contains(asked.other()), row.id()));
    }
    assertTrue(seen.size() > 15, seen.size() + " rows");
  }

  @Test
  void aRunIsKnownByItsName() {
    StudyRow base = Studies.all().get(0);
    assertEquals(OptionalLong.of(12), base.seedOf(base.run(12)));
    assertEquals(OptionalLong.empty(), base.seedOf("base-seed"));
    assertEquals(OptionalLong.empty(), base.seedOf("base-seed-1"));
    assertEquals(OptionalLong.empty(), base.seedOf("no-noise-seed1"));
    for (StudyRow row : Studies.all()) {
      long known =
          Studies.all().stream().filter(other -> other.seedOf(row.run(1)).isPresent()).count();
      assertEquals(1, known, row.id());
    }
  }

  @Test
  void differencesAreTestedByPairs() {
    // scipy.stats.ttest_rel([83, 84.2, 83.5], [82, 83, 82.2]).pvalue of scipy 1.15.3
    RowResult row = result("no-noise", Map.of(1L, 83.0, 2L, 84.2, 3L, 83.5));
    RowResult base = result("base", Map.of(1L, 82.0, 2L, 83.0, 3L, 82.2));
    PairedDifference paired = PairedDifference.of(row, base, Answer.LAST_STUDENT);
    assertEquals(1.1666667, paired.mean().orElseThrow(), 1e-6);
    assertEquals(0.005665767977, paired.pValue().orElseThrow(), 1e-9);
    Hypothesis above = new Hypothesis("base", Answer.LAST_STUDENT, true);
    assertEquals("held", paired.verdict(above));
    assertEquals("not held", paired.verdict(new Hypothesis("base", Answer.LAST_STUDENT, false)));
  }

  @Test
  void seedsThatDisagreeOrAreTooFewSayNothing() {
    Hypothesis above = new Hypothesis("base", Answer.LAST_STUDENT, true);
    RowResult base = result("base", Map.of(1L, 82.0, 2L, 83.0, 3L, 82.2));
    PairedDifference noise =
        PairedDifference.of(
            result("larger", Map.of(1L, 83.0, 2L, 82.0, 3L, 82.3)), base, Answer.LAST_STUDENT);
    assertEquals("not distinguishable", noise.verdict(above));
    PairedDifference one =
        PairedDifference.of(result("larger", Map.of(1L, 83.0)), base, Answer.LAST_STUDENT);
    assertEquals("not tested", one.verdict(above));
    assertEquals("+1.00", one.text());
  }

  @Test
  void tableAndPageSayWhatWasRunAndWhatWasNot(@TempDir Path folder) {
    RobustnessStudy none = new RobustnessStudy(folder, new KeptRuns(folder));
    Map<String, RowResult> results = new LinkedHashMap<>();
    for (StudyRow row : Studies.all()) {
      results.put(row.id(), new RowResult(row, new TreeMap<>()));
    }
    results.put("base", result("base", Map.of(1L, 82.0, 2L, 83.0, 3L, 82.2)));
    String table = new ReproductionTable(results, none).text();
    assertTrue(
        table.contains("| `base`: Noisy Student, one iteration | 3 | 82.40 ± 0.53 |"), table);
    assertTrue(table.contains("| above its teacher | +2.40 (p = 0.016) | held |"), table);
    assertTrue(table.contains("not yet run |"), table);
    assertTrue(
        table.contains("`./noisystudent run configs/reproduction.yaml --set seed=2`"), table);
    String page = new ReproductionPage(results, none).text();
    assertTrue(
        page.contains("<a href=\"../benchmarks/results/reproduction/base-seed3.json\">"), page);
    assertTrue(page.contains("<p>Not yet run.</p>"), page);
    assertFalse(page.contains("<script"), page);
  }

  @Test
  void commandsAreWhatAShellTakes() {
    StudyRow row =
        new StudyRow(
            "larger",
            "larger",
            List.of("selfTraining.students=[{model: {width: 0.75}}]"),
            Answer.LAST_STUDENT,
            "",
            Optional.empty());
    assertEquals(
        "./noisystudent run configs/reproduction.yaml"
            + " --set 'selfTraining.students=[{model: {width: 0.75}}]' --set seed=7",
        row.command(7));
  }

  /** Each teacher is at 80 %. */
  private static RowResult result(String id, Map<Long, Double> students) {
    StudyRow row =
        Studies.all().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    TreeMap<Long, List<Double>> models = new TreeMap<>();
    students.forEach((seed, accuracy) -> models.put(seed, List.of(80.0, accuracy)));
    return new RowResult(row, models);
  }
}
