package org.noisystudent.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunContentsTest {
  @TempDir Path folder;

  @Test
  void runsThatDifferInTimesAloneAreEqual() throws IOException {
    RunContents one = RunContents.of(run("one", "a", 1.5));
    RunContents two = RunContents.of(run("two", "a", 2.5));
    assertEquals(List.of(), one.differences(two));
    assertEquals(7, one.hashes().size());
  }

  @Test
  void aSingleOtherByteIsNamed() throws IOException {
    RunContents one = RunContents.of(run("one", "a", 1));
    Path other = run("two", "b", 1);
    Files.delete(other.resolve("pseudolabels/x"));
    assertEquals(
        List.of("checkpoints/m/variables", "pseudolabels/x", "report.json"),
        one.differences(RunContents.of(other)));
  }

  private Path run(String name, String content, double seconds) throws IOException {
    Path run = folder.resolve(name);
    write(run.resolve("checkpoints/m/variables"), content);
    write(run.resolve("savedmodels/m/model-card.json"), "{\"created\":\"" + seconds + "\"}");
    write(run.resolve("pseudolabels/x"), "x");
    write(run.resolve("evaluations/m.json"), "{}");
    write(run.resolve("resolved-config.yaml"), "seed: 1");
    write(run.resolve("metrics.jsonl"), "{\"step\":1,\"imagesPerSecond\":" + seconds + "}\n");
    write(
        run.resolve("report.json"),
        "{\"wallSeconds\":%s,\"stages\":[{\"name\":\"%s\",\"seconds\":%s}]}"
            .formatted(seconds, content, seconds));
    return run;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
