package org.noisystudent.speed;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noisystudent.savedmodel.UserErrorException;

/** Contestants that are scripts, which only say how long a step took. */
final class RoundsTest {
  private static final String READY = "echo '{\"name\": \"slow\", \"versions\": {\"a\": \"1\"}}'; ";

  @TempDir Path folder;

  @Test
  void eachHasAsManyStepsATurnAsItsSpeedAllows() {
    String program = READY + "while read n; do echo $n >> orders; echo $((n * 2)).0; done";
    try (Contestant slow = start(program);
        Contestant other = start(program.replace("* 2", "* 5"))) {
      assertEquals(new Contestant.About("slow", Map.of("a", "1")), slow.about());
      List<String> told = new ArrayList<>();
      List<Rounds.Times> times = Rounds.run(List.of(slow, other), 3, 10, told::add);
      assertEquals(new Rounds.Times(5, List.of(10.0, 10.0, 10.0)), times.get(0));
      assertEquals(new Rounds.Times(2, List.of(10.0, 10.0, 10.0)), times.get(1));
      assertEquals(List.of("round 1 of 3", "round 2 of 3", "round 3 of 3"), told);
    }
  }

  @Test
  void quantilesAreOfTheSpeed() {
    Rounds.Times times = new Rounds.Times(10, List.of(5.0, 1.0, 2.0));
    assertEquals(2, times.stepsPerSecond(0));
    assertEquals(5, times.stepsPerSecond(0.5));
    assertEquals(10, times.stepsPerSecond(1));
  }

  @Test
  void oneThatEndsNamesWhatItPrinted() throws Exception {
    UserErrorException error =
        assertThrows(UserErrorException.class, () -> start("echo broken >&2; exit 1"));
    assertTrue(error.getMessage().startsWith("a contestant ended: broken ("), error.getMessage());
    assertEquals("broken\n", Files.readString(folder.resolve("log")));
  }

  @Test
  void hasAnEnvironmentOfItsOwn() {
    try (Contestant contestant = start(READY.replace("slow", "'$KNOWN'") + "read n")) {
      assertEquals("set", contestant.about().name());
    }
  }

  @Test
  void oneThatSaysSomethingElseIsEnded() throws Exception {
    assertThrows(UserErrorException.class, () -> start("echo $$ > pid; echo hello; exec sleep 60"));
    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    ProcessHandle.of(pid).ifPresent(left -> left.onExit().orTimeout(30, SECONDS).join());
  }

  private Contestant start(String program) {
    return Contestant.start(
        List.of("bash", "-c", "cd " + folder + " && " + program),
        Map.of("KNOWN", "set"),
        folder.resolve("log"));
  }
}
