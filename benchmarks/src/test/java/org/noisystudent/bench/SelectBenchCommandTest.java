package org.noisystudent.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.PseudoLabelConfig;
import org.noisystudent.config.PseudoLabelConfig.Labels;
import org.noisystudent.config.PseudoLabelConfig.Storage;
import org.noisystudent.pseudolabel.ScoreFiles;
import org.noisystudent.pseudolabel.Selection;
import org.noisystudent.storage.Json;
import picocli.CommandLine;

final class SelectBenchCommandTest {
  @TempDir private Path folder;

  @Test
  void measuresChecksAndTidiesUp() throws Exception {
    JsonNode result = bench("exact");
    assertEquals(200_000, result.get("images").asInt());
    assertEquals(2, result.get("seconds").size());
    // every class has images, so each is filled up
    assertEquals(50 * 3000, result.get("copies").asInt());
    assertTrue(result.get("unique").asInt() < 50 * 3000);
    assertEquals(5, result.get("checkedClasses").size());
    assertTrue(result.get("peakHeapBytes").asLong() > 0);
    assertEquals(200_000 * 8 + 4 * 32 + 4 * 8, result.get("scoreBytes").asLong());
    assertFalse(Files.exists(folder.resolve("scores")));
  }

  @Test
  void theReferencesSelectionIsNearThatSize() throws Exception {
    assertEquals(50 * 3000, bench("reference").get("copies").asInt(), 2000);
  }

  @Test
  void theSameSeedMakesTheSameScores() throws Exception {
    MadeScores made = new MadeScores(10_000, 50, 3, 7);
    Path one = Files.createDirectory(folder.resolve("one"));
    Path other = Files.createDirectory(folder.resolve("other"));
    for (Path file : made.write(one)) {
      Path same = made.write(other).get(made.write(one).indexOf(file));
      assertEquals(-1, Files.mismatch(file, same));
    }
  }

  /** The check must be able to fail: a selection of another size is not the right one. */
  @Test
  void theCheckFindsAWrongSelection() {
    ScoreFiles scores = ScoreFiles.open(new MadeScores(50_000, 50, 2, 1).write(folder), 50);
    Selection selection = Selection.select(scores, config(500), 1);
    assertTrue(new SortedClasses(scores, 0.3, 500).check(selection, 0) > 500);
    for (SortedClasses wrong :
        new SortedClasses[] {
          new SortedClasses(scores, 0.3, 499), new SortedClasses(scores, 0.3, 501),
        }) {
      assertThrows(IllegalStateException.class, () -> wrong.check(selection, 0));
    }
    // the smallest class is filled up: all its confident images are used
    SortedClasses strict = new SortedClasses(scores, 0.9, 500);
    assertThrows(IllegalStateException.class, () -> strict.check(selection, 49));
  }

  private JsonNode bench(String mode) throws Exception {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new SelectBenchCommand());
    command.setCaseInsensitiveEnumValuesAllowed(true).setOut(new PrintWriter(out, true));
    int code =
        command.execute(
            "--images=200000",
            "--classes=50",
            "--per-class=3000",
            "--shards=4",
            "--repeat=2",
            "--selection=" + mode,
            "--dir=" + folder.resolve("scores"),
            "--results=" + folder);
    assertEquals(0, code, out.toString());
    Path file = folder.resolve("select-" + mode + "-200000.json");
    return Json.tree(file.toString(), Files.readAllBytes(file));
  }

  private static PseudoLabelConfig config(int perClass) {
    return new PseudoLabelConfig(
        Labels.SOFT,
        1,
        Storage.FLOAT32,
        1,
        0.3,
        PseudoLabelConfig.Selection.EXACT,
        perClass,
        true,
        false,
        0,
        false,
        1,
        1,
        List.of(),
        "",
        false,
        false);
  }
}
