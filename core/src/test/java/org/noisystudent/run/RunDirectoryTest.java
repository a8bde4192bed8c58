package org.noisystudent.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.config.ConfigLoader;
import org.noisystudent.config.ResolvedConfig;
import org.noisystudent.device.FakeProcesses;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.storage.LocalRunStorage;

final class RunDirectoryTest {
  @TempDir Path folder;
  private final Provenance made =
      new Provenance("17", "Linux", "amd64", "a CPU", 2, 1L << 30, "2.18.0", "", "2026-01-01");

  @Test
  void resumesUnderTheSameConfig() {
    try (RunDirectory run = RunDirectory.open(folder, "seed: 1\n", made)) {
      assertFalse(run.isResumed());
    }
    try (RunDirectory run = RunDirectory.open(folder, "# a comment\nseed: 1\n", made)) {
      assertTrue(run.isResumed());
    }
  }

  @Test
  void listsWhatAnotherConfigChanges() {
    RunDirectory.open(folder, "seed: 1\nmodel: {width: 0.5}\nlist: [1, 2]\n", made).close();
    var error =
        assertThrows(
            UserErrorException.class,
            () -> RunDirectory.open(folder, "seed: 2\nmodel: {width: 0.5}\nlist: [1]\n", made));
    assertEquals(
        folder
            + " was made by another config (list[1]: 2 -> (absent); seed: 1 -> 2): name another"
            + " --run-dir, or change the config back",
        error.getMessage());
  }

  @Test
  void goesOnWhereThePluginWasMoved() {
    String config = "device: {plugin: %s, type: %s, waitSeconds: %d}\n";
    RunDirectory.open(folder, config.formatted("/a/plugin.so", "pjrt", 600), made).close();
    RunDirectory.open(folder, config.formatted("/b/plugin.so", "pjrt", 60), made).close();
    String other = config.formatted("/b/plugin.so", "tpu", 60);
    var error =
        assertThrows(UserErrorException.class, () -> RunDirectory.open(folder, other, made));
    assertTrue(error.getMessage().contains("(device.type: pjrt -> tpu)"), error.toString());
  }

  @Test
  void takesAKeyThatCameLaterAsItsDefault() throws IOException {
    String resolved =
        new ResolvedConfig(ConfigLoader.load(Path.of("../configs/quickstart.yaml"), List.of()))
            .yaml();
    String older = resolved.replaceFirst("  maxPixels: 89478485\n", "");
    assertNotEquals(resolved, older);
    RunDirectory.open(folder, older, made).close();
    RunDirectory.open(folder, resolved, made).close();
    String other = resolved.replace("maxPixels: 89478485", "maxPixels: 1000");
    var error =
        assertThrows(UserErrorException.class, () -> RunDirectory.open(folder, other, made));
    assertTrue(error.getMessage().contains("data.maxPixels: 89478485 -> 1000"), error.toString());
  }

  @Test
  void goesOnWithMoreStudentsButNotWithOthers() throws IOException {
    String one = "seed: 1\nselfTraining: {control: true, students: [{width: 1}]}\n";
    String two = "seed: 1\nselfTraining: {control: false, students: [{width: 1}, {width: 2}]}\n";
    RunDirectory.open(folder, "seed: 1\nselfTraining: {control: false, students: []}\n", made)
        .close();
    RunDirectory.open(folder, one, made).close();
    RunDirectory.open(folder, two, made).close();
    assertEquals(two, Files.readString(folder.resolve(RunDirectory.CONFIG)));
    for (String other :
        List.of(
            one, // fewer
            two.replace("width: 2", "width: 3"),
            two.replace("width: 1", "width: 1, depth: 1"),
            two.replace("seed: 1", "seed: 2").replace("}]", "}, {width: 2}]"))) {
      assertThrows(UserErrorException.class, () -> RunDirectory.open(folder, other, made), other);
    }
    assertEquals(two, Files.readString(folder.resolve(RunDirectory.CONFIG)));
  }

  @Test
  void refusesAFolderOfSomethingElse() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "");
    var error =
        assertThrows(UserErrorException.class, () -> RunDirectory.open(folder, "seed: 1\n", made));
    assertTrue(error.getMessage().contains("is not empty and not a run directory"));
  }

  @Test
  void isHeldByOneAtATime() {
    try (RunDirectory run = RunDirectory.open(folder, "seed: 1\n", made)) {
      assertFalse(run.isResumed());
      var error =
          assertThrows(
              UserErrorException.class, () -> RunDirectory.open(folder, "seed: 1\n", made));
      assertTrue(error.getMessage().contains("is in use by another process"));
    }
    RunDirectory.open(folder, "seed: 1\n", made).close();
  }

  @Test
  void isSharedByProcessesOfWhichOneWrites() throws Exception {
    for (boolean resumed : new boolean[] {false, true}) {
      List<Object> seen =
          new FakeProcesses(3)
              .run(
                  processes -> {
                    try (RunDirectory run =
                        RunDirectory.open(folder, "seed: 1\n", made, processes)) {
                      assertEquals(resumed, run.isResumed());
                      String own = "process-" + processes.share().index();
                      run.storage().publish(own, new byte[] {1});
                      run.storage().ofEveryProcess().publish("parts/" + own, new byte[] {1});
                      processes.barrier("written");
                      return run.storage().list("");
                    }
                  });
      List<String> all = List.of("parts", "process-0", "provenance.json", "resolved-config.yaml");
      assertEquals(Collections.nCopies(3, all), seen);
    }
    assertEquals(3, new LocalRunStorage(folder).list("parts").size());
  }

  @Test
  void isRefusedByProcessesWithUnlikeConfigsBeforeAnythingIsWritten() throws Exception {
    List<Object> ended =
        new FakeProcesses(2)
            .run(
                processes ->
                    RunDirectory.open(
                        folder.resolve("new"),
                        "seed: " + processes.share().index() + "\n",
                        made,
                        processes));
    for (Object each : ended) {
      String line = ((UserErrorException) each).getMessage();
      assertTrue(line.contains("the config: "), line);
    }
    assertFalse(Files.exists(folder.resolve("new")));
  }

  @Test
  void isRefusedWhereTheProcessesSeeUnlikeFolders() throws Exception {
    List<Object> ended =
        new FakeProcesses(2)
            .run(
                processes -> {
                  Path place = folder.resolve("disk-" + processes.share().index());
                  RunDirectory.open(place, "seed: 1\n", made, processes).close();
                  return place;
                });
    assertEquals(folder.resolve("disk-0"), ended.get(0));
    String line = ((UserErrorException) ended.get(1)).getMessage();
    assertTrue(line.contains("disk-1 must be a folder that all processes see"), line);
  }

  @Test
  void knowsWhatItRunsOn() {
    Provenance here = Provenance.current(folder, Clock.systemUTC());
    assertEquals("2.18.0", here.tensorflow());
    assertEquals("", here.commit());
    assertTrue(here.cores() >= 1);
    Path working = Path.of(""); // of this module: in a checkout, there is a commit
    assertEquals(
        Provenance.current(working.toAbsolutePath(), Clock.systemUTC()).commit(),
        Provenance.current(working, Clock.systemUTC()).commit());
  }
}
