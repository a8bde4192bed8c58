package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.evaluation.Evaluation;
import org.noisystudent.run.Provenance;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.run.RunJournal;
import org.noisystudent.run.RunModel;
import org.noisystudent.run.Stage;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.LocalRunStorage;

final class ReportCommandTest {
  @TempDir private Path run;

  @Test
  void writesTheReportAgainAndPrintsTheResults() throws IOException {
    writeRun(2);
    List<String> lines = Program.succeeds("report", run).out().lines().toList();
    assertTrue(lines.get(1).matches("teacher-0 +b0 +75\\.00 +100\\.00 +10"), lines.get(1));
    assertTrue(lines.get(2).startsWith("student-1"), lines.get(2));
    assertTrue(Files.readString(run.resolve("report.html")).contains("student-1"));
  }

  @Test
  void printsReportJson() throws Exception {
    writeRun(1);
    JsonNode json = Program.succeeds("report", run, "--json").json();
    assertEquals(new ObjectMapper().readTree(run.resolve("report.json").toFile()), json);
    assertEquals(0.75, json.at("/stages/0/top1").asDouble());
    assertEquals(1, json.get("stages").size());
  }

  @Test
  void saysSoWhereNothingWasMeasuredYet() throws IOException {
    writeRun(0);
    assertEquals("no model has been measured yet\n", Program.succeeds("report", run).out());
  }

  @Test
  void refusesWhatIsNoRunDirectory() {
    Path missing = run.resolve("missing");
    Program.fails(3, "report", missing).says(missing + ": no such run directory");
    Program.fails(3, "report", run).says("is not a run directory");
  }

  @Test
  void namesADamagedFile() throws IOException {
    writeRun(1);
    Path file = run.resolve(RunDirectory.evaluation("teacher-0"));
    Files.writeString(file, "{");
    Program.fails(3, "report", run).says(file + " is not the JSON it should be");
  }

  private void writeRun(int models) {
    LocalRunStorage storage = new LocalRunStorage(run);
    storage.publish(
        RunDirectory.CONFIG,
        """
        seed: 3
        model: {variant: b0}
        selfTraining: {students: [{}]}
        """
            .getBytes(StandardCharsets.UTF_8));
    storage.publish(
        RunDirectory.PROVENANCE,
        Json.document(
            new Provenance(
                "17", "Linux", "amd64", "cpu", 2, 1L << 30, "2.18.0", "0123", "2026-11-24")));
    Clock clock = Clock.fixed(Instant.parse("2026-11-24T07:00:00Z"), ZoneOffset.UTC);
    RunJournal journal = new RunJournal(storage, clock);
    for (int i = 0; i < models; i++) {
      RunModel model = i == 0 ? RunModel.teacher() : RunModel.student(i);
      storage.publish(RunDirectory.evaluation(model.name()), Json.document(evaluation()));
      journal.finished(new Stage.Train(model).name(), new TreeMap<>(), 10 + 10 * i);
    }
  }

  private static Evaluation evaluation() {
    return new Evaluation(
        4,
        0,
        0.75,
        1,
        0.8,
        0.05,
        List.of(OptionalDouble.of(0.5), OptionalDouble.of(1)),
        List.of(List.of(1, 1), List.of(0, 2)),
        Optional.empty(),
        Optional.empty());
  }
}
