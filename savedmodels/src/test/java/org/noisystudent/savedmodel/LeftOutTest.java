package org.noisystudent.savedmodel;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Says on the console what a run leaves out: Surefire does not mention excluded tags. */
final class LeftOutTest {
  private static final Map<String, String> REASONS =
      Map.of(
          "python", "need Python TensorFlow",
          "large", "need 12 GB of memory and minutes",
          "pjrt", "need a PJRT plugin of the CPU",
          "long", "take a minute or so each");

  @Test
  void saysHowManyTestsThisRunLeavesOut() throws IOException {
    List<String> excluded = List.of(System.getProperty("test.excludedTags", "").split(","));
    for (Map.Entry<String, String> reason : REASONS.entrySet()) {
      long marks = marks("@Tag(\"" + reason.getKey() + "\")");
      assertTrue(marks > 0, "no test is tagged " + reason.getKey());
      if (excluded.contains(reason.getKey())) {
        System.out.printf(
            "%d test(s) or classes tagged %s left out: they %s; .ci/run runs them%n",
            marks, reason.getKey(), reason.getValue());
      }
    }
  }

  /** Counts the lines of all modules' tests that are a mark and nothing else. */
  private static long marks(String mark) throws IOException {
    Path root = Path.of(System.getProperty("project.root", ".."));
    try (Stream<Path> modules = Files.list(root)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .filter(Files::isDirectory)
          .mapToLong(tests -> marks(mark, tests))
          .sum();
    }
  }

  private static long marks(String mark, Path tests) {
    long found = 0;
    try (Stream<Path> files = Files.walk(tests)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        found += Files.readAllLines(file).stream().filter(l -> l.strip().equals(mark)).count();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
