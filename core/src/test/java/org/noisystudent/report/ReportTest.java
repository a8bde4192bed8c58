package org.noisystudent.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.LocalRunStorage;

final class ReportTest {
  @TempDir Path folder;

  @Test
  void writesTheContractOfReportJson() {
    LocalRunStorage storage = new LocalRunStorage(folder);
    new FakeRun(storage).write(2);
    JsonNode report = new Report(storage).write();
    assertEquals(3, report.get("seed").asLong());
    assertEquals("b0", report.at("/config/model/variant").asText());
    assertEquals("2.18.0", report.at("/environment/tensorflow").asText());
    assertEquals(3, report.get("stages").size());
    JsonNode student = report.at("/stages/2");
    assertEquals("student-2", student.get("name").asText());
    assertEquals("student", student.get("role").asText());
    assertEquals("b1", student.get("variant").asText());
    assertEquals(10_000, student.get("images").asInt());
    assertTrue(student.get("top1").asDouble() > report.at("/stages/0/top1").asDouble());
    assertEquals(10, student.get("confusion").size());
    JsonNode labels = report.at("/pseudoLabels/0");
    assertEquals(1, labels.get("iteration").asInt());
    assertEquals(2_000, labels.get("scored").asInt());
    assertTrue(labels.get("kept").asInt() >= labels.get("unique").asInt());
    assertTrue(labels.get("meanConfidence").asDouble() > 0.5);
    assertTrue(report.get("wallSeconds").asDouble() > 0);
  }

  @Test
  void needsNothingFromOutsideAndEscapesNames() throws IOException {
    LocalRunStorage storage = new LocalRunStorage(folder);
    new FakeRun(storage).write(2);
    new Report(storage).write();
    String html = Files.readString(folder.resolve("report.html"));
    assertFalse(html.contains("http"), "a link");
    assertFalse(html.contains("<script"), "a program");
    assertFalse(html.contains("T-shirt & <b>top"), "a name that was not escaped");
    assertTrue(html.contains("T-shirt &amp; &lt;b&gt;top"));
  }

  @Test
  void isWrittenForARunThatHasOnlyBegun() {
    LocalRunStorage storage = new LocalRunStorage(folder);
    new FakeRun(storage).begin();
    assertEquals(0, new Report(storage).write().get("stages").size());
  }

  @Test
  void refusesAFolderThatIsNoRun() {
    var error =
        assertThrows(
            UserErrorException.class, () -> new Report(new LocalRunStorage(folder)).write());
    assertTrue(error.getMessage().contains("is not a run directory"));
  }
}
