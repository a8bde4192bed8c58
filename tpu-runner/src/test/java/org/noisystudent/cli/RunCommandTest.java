package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The loop over a folder of photos, by the commands a user types. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunCommandTest {
  private Path folder;
  private Path config;
  private JsonNode report;

  @BeforeAll
  void runOnce(@TempDir Path temporary) throws Exception {
    folder = temporary;
    config = PhotosConfig.write(folder.resolve("config.yaml"));
    Program done =
        Program.succeeds("run", config.toString(), "--run-dir", place("first"), "--json");
    report = done.json();
  }

  @Test
  void printsTheReportAndLeavesItInTheRunDirectory() throws IOException {
    assertEquals(2, report.get("stages").size());
    assertEquals("student-1", report.get("stages").get(1).get("name").asText());
    JsonNode labels = report.get("pseudoLabels").get(0);
    assertEquals(12, labels.get("scored").asInt());
    assertEquals(0, labels.get("kept").asInt() % 5);
    assertTrue(Files.readString(folder.resolve("first/report.html")).contains("student-1"));
    assertTrue(Files.exists(folder.resolve("first/report.json")));
  }

  @Test
  void theSameCommandResumesAndDoesNothingTwice() {
    Program again = Program.succeeds("run", config.toString(), "--run-dir", place("first"));
    assertTrue(again.err().startsWith("resuming "), again.err());
    assertFalse(again.err().contains("student-1/train ..."), again.err());
    assertTrue(again.out().contains("student-1"), again.out());
  }

  @Test
  void aStudyOfAStudentStartsFromAnEarlierRunsTeacher() {
    Program study =
        Program.succeeds(
            "run",
            config.toString(),
            "--run-dir",
            place("study"),
            "--start-from",
            place("first"),
            "--set",
            "selfTraining.students=[{noise: {dropout: 0.5}}]");
    assertTrue(study.err().contains("took over 3 stages of " + place("first")), study.err());
    assertFalse(study.err().contains("teacher-0/train ..."), study.err());
    assertTrue(study.err().contains("student-1/train ..."), study.err());
    Program nothing =
        Program.fails(
            3, "run", config.toString(), "--run-dir", place("x"), "--start-from", place("photos"));
    assertTrue(nothing.err().contains("is not a run directory"), nothing.err());
  }

  @Test
  void anotherConfigOnTheSameRunDirectoryIsRefusedWithTheDifferences() {
    Program other =
        Program.fails(
            2,
            "run",
            config.toString(),
            "--run-dir",
            place("first"),
            "--set",
            "seed=2",
            "--set",
            "train.emaDecay=0.7");
    assertTrue(other.err().contains("seed: 1 -> 2"), other.err());
    assertTrue(other.err().contains("train.emaDecay: 0.8 -> 0.7"), other.err());
    assertEquals(1, other.err().lines().count());
  }

  @Test
  void aFurtherStudentThatIsRefusedLeavesTheRunDirectoryAsItWas() throws IOException {
    Path taken = folder.resolve("first/resolved-config.yaml");
    String before = Files.readString(taken);
    Program refused =
        Program.fails(
            2,
            "run",
            config.toString(),
            "--run-dir",
            place("first"),
            "--set",
            "selfTraining.students=[{}, {model: {width: 0.05, depth: 0.05}}]");
    assertTrue(refused.err().contains("selfTraining.students[1].model ("), refused.err());
    assertEquals(before, Files.readString(taken));
  }

  @Test
  void theExportedModelPredictsAndACheckpointExportsToTheSameProbabilities() throws Exception {
    String photo = photo();
    Program first =
        Program.succeeds(
            "predict", "--model", place("first/savedmodels/student-1"), photo, "--json");
    Program.succeeds(
        "export", "--checkpoint", place("first/checkpoints/student-1"), "--out", place("exported"));
    Program second = Program.succeeds("predict", "--model", place("exported"), photo, "--json");
    assertEquals(first.json(), second.json());
    Program twice =
        Program.fails(
            3,
            "export",
            "--checkpoint",
            place("first/checkpoints/student-1"),
            "--out",
            place("exported"));
    assertTrue(twice.err().contains("must not exist yet"), twice.err());
  }

  @Test
  void theStagesByHandTrainAStudentToo() throws Exception {
    Program.succeeds(
        "label",
        "--model",
        place("first/savedmodels/teacher-0"),
        "--images",
        place("photos"),
        "--out",
        place("labels"));
    Program.succeeds(
        "select",
        "--predictions",
        place("labels"),
        "--out",
        place("selected"),
        "--min-confidence",
        "0",
        "--per-class",
        "0");
    String[] train = {
      "train",
      config.toString(),
      "--out",
      place("student"),
      "--set",
      "data.unlabeled={format: tfrecord, images: '" + place("selected") + "/*.tfrecord'}",
      "--json"
    };
    Program student = Program.succeeds((Object[]) train);
    assertEquals(12, student.json().get("pseudoLabeled").asInt());
    assertTrue(Files.exists(folder.resolve("student/savedmodels/model/saved_model.pb")));
    assertEquals(student.json(), Program.succeeds((Object[]) train).json());
  }

  @Test
  void thePredictionsOfARunCanBeSelectedFromAgain() throws Exception {
    String predictions = place("first/pseudolabels/iteration-1/predictions");
    Object[] select = {
      "select",
      "--predictions",
      predictions,
      "--out",
      place("again"),
      "--json",
      "--min-confidence=0",
      "--per-class=0",
      "--shards=2"
    };
    JsonNode again = Program.succeeds(select).json();
    assertEquals(12, again.get("unique").asInt());
    assertTrue(again.has("agreement"), "the true classes are known: " + again);
    Files.move(folder.resolve("photos"), folder.resolve("moved"));
    try {
      Program.fails(3, select).says("photos: no such folder; if they were moved, say where");
      select[8] = "--images=" + place("moved");
      Program.succeeds(select);
    } finally {
      Files.move(folder.resolve("moved"), folder.resolve("photos"));
    }
  }

  @Test
  void aGpuThatIsNotThereIsNoCpuRun() {
    Program gpu =
        Program.fails(
            4, "run", config.toString(), "--run-dir", place("gpu"), "--set", "device.type=gpu");
    assertTrue(gpu.err().contains("TensorFlow sees no GPU"), gpu.err());
    assertFalse(Files.exists(folder.resolve("gpu")));
  }

  @Test
  @Tag("pjrt")
  void aTeacherThatXlaCannotCompileLabelsThroughTheSessionOfARunOnADevice() throws Exception {
    Path teacher = TinyModel.writeThroughText(folder.resolve("text-teacher"));
    Object[] run = {
      "run",
      config.toString(),
      "--run-dir",
      place("by-session"),
      "--json",
      "--set",
      "device.type=pjrt",
      "--set",
      "device.replicas=1",
      "--set",
      "selfTraining.teacherModel=" + teacher,
      "--set",
      "device.models=device"
    };
    Program refused = Program.fails(4, run);
    assertTrue(refused.err().contains("XLA cannot compile AsString"), refused.err());
    assertTrue(refused.err().contains("set device.models: cpu"), refused.err());
    run[3] = place("by-session-2");
    run[run.length - 1] = "device.models=cpu";
    JsonNode labeled = Program.succeeds(run).json().get("pseudoLabels").get(0);
    assertEquals(12, labeled.get("scored").asInt());
  }

  @Test
  void everyProblemOfAConfigIsTold() {
    Program wrong =
        Program.fails(
            2,
            "run",
            config.toString(),
            "--set",
            "train.stepz=3",
            "--set",
            "train.labeledBatch=0",
            "--set",
            "noise.dropout=2");
    assertEquals(3, wrong.err().lines().count(), wrong.err());
    assertTrue(wrong.err().contains("train.steps"), wrong.err());
  }

  @Test
  void aRunDirectoryThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Program run =
        Program.fails(3, "run", config.toString(), "--run-dir", file.resolve("run").toString());
    assertTrue(run.err().contains("cannot be written"), run.err());
  }

  private String photo() throws IOException {
    try (var files = Files.walk(folder.resolve("photos"))) {
      return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow().toString();
    }
  }

  private String place(String name) {
    return folder.resolve(name).toString();
  }
}
