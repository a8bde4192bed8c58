package org.noisystudent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.device.FakeProcesses;
import org.noisystudent.device.ProcessGroup;
import org.noisystudent.storage.LocalRunStorage;
import org.noisystudent.storage.ReadOnlyRunStorage;
import org.noisystudent.storage.RunStorage;

final class StageRunnerTest {
  @TempDir Path folder;

  private static List<Stage> stages(String loop) {
    String data = "data: {classes: 2, labeled: {format: folder, images: a}, ";
    String config =
        data
            + "unlabeled: {format: folder, images: b}, test: {format: folder, images: c}}\n"
            + "selfTraining: {"
            + loop
            + "}\n";
    return Stages.of(ConfigLoader.parse(config, "test").selfTraining());
  }

  private final List<Stage> stages = stages("students: [{}]");
  private final List<String> done = new ArrayList<>();
  private final List<String> damaged = new ArrayList<>();
  private RunStorage storage;

  @BeforeEach
  void open() {
    storage = new LocalRunStorage(folder);
  }

  @Test
  void doesEveryStageOnceInOrder() {
    run(this::work);
    assertEquals(
        List.of(
            "teacher-0/train",
            "teacher-0/export",
            "teacher-0/evaluate",
            "iteration-1/label",
            "iteration-1/select",
            "student-1/train",
            "student-1/export",
            "student-1/evaluate",
            "report"),
        done);
    done.clear();
    run(this::work);
    assertEquals(List.of(), done);
  }

  @Test
  void severalProcessesGoFromStageToStageTogetherAndOneKeepsTheJournal() throws Exception {
    for (String last : List.of("iteration-1/select", "report")) {
      List<String> together = Collections.synchronizedList(new ArrayList<>());
      new FakeProcesses(3)
          .run(
              processes -> {
                RunStorage own = processes.writes() ? storage : new ReadOnlyRunStorage(storage);
                RunJournal journal = new RunJournal(own, Clock.systemUTC());
                new StageRunner(own, journal, Clock.systemUTC(), new Notes(), processes)
                    .run(
                        stages,
                        stage -> {
                          together.add(stage.name());
                          if (processes.writes()) {
                            work(stage);
                          }
                          if (stage.name().equals(last) && !last.equals("report")) {
                            throw new IllegalStateException("killed");
                          }
                          return List.of("out/" + stage.name());
                        });
                return true;
              });
      for (int i = 0; i < together.size(); i++) {
        assertEquals(together.get(i - i % 3), together.get(i), together.toString());
      }
      assertEquals(last, together.get(together.size() - 1));
      assertEquals(3 * 5, together.size());
    }
    assertEquals(1 + 2 * stages.size(), RunJournal.read(storage).size());
    done.clear();
    run(this::work);
    assertEquals(List.of(), done);
  }

  @Test
  void takesUpTheStageThatWasCutShort() {
    assertThrows(
        IllegalStateException.class,
        () ->
            run(
                stage -> {
                  if (stage instanceof Stage.Select) {
                    throw new IllegalStateException("killed");
                  }
                  return work(stage);
                }));
    done.clear();
    run(this::work);
    assertEquals("iteration-1/select", done.get(0));
    assertEquals(5, done.size());
  }

  @Test
  void doesAgainWhatWasDamagedAndAllAfterIt() throws IOException {
    run(this::work);
    done.clear();
    Files.writeString(folder.resolve("out/student-1/train"), "changed");
    run(this::work);
    assertEquals(List.of("student-1/train out/student-1/train"), damaged);
    assertEquals(
        List.of("student-1/train", "student-1/export", "student-1/evaluate", "report"), done);
  }

  @Test
  void toleratesALineThatACrashCutShort() {
    run(this::work);
    storage.append(RunJournal.PATH, "{\"stage\":\"rep".getBytes(StandardCharsets.UTF_8));
    done.clear();
    run(this::work);
    assertEquals(List.of(), done);
    RunJournal journal = new RunJournal(storage, Clock.systemUTC());
    journal.started("x");
    assertEquals(2 * stages.size() + 1, journal.entries().size());
  }

  @Test
  void namesStagesUniquely() {
    List<String> names =
        stages("teacherModel: m, control: true, students: [{}, {}, {}]").stream()
            .map(Stage::name)
            .distinct()
            .toList();
    assertEquals(2 + 3 * 5 + 3 + 1, names.size());
    assertTrue(names.contains("teacher-0/load"));
  }

  private List<String> work(Stage stage) {
    done.add(stage.name());
    String output = "out/" + stage.name();
    storage.publish(output, stage.name().getBytes(StandardCharsets.UTF_8));
    return List.of(output);
  }

  private void run(StageRunner.Work work) {
    RunJournal journal = new RunJournal(storage, Clock.systemUTC());
    new StageRunner(storage, journal, Clock.systemUTC(), new Notes(), ProcessGroup.one())
        .run(stages, work);
  }

  private final class Notes implements StageRunner.Listener {
    @Override
    public void skipped(Stage stage) {}

    @Override
    public void damaged(Stage stage, String output) {
      damaged.add(stage.name() + " " + output);
    }

    @Override
    public void started(Stage stage) {}

    @Override
    public void finished(Stage stage, Duration time) {}
  }
}
