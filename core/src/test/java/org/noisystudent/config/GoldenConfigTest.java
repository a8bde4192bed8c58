package org.noisystudent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Changed keys, defaults, rules and presets show up in a diff of the golden files. */
final class GoldenConfigTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root", ".."));
  private static final Path GOLDEN = ROOT.resolve("test-data/golden");

  @Test
  void everyKeyHasItsKnownDefaultAndRule() throws IOException {
    String keys =
        ConfigLoader.keys().stream()
            .map(k -> "%s = %s | %s%n".formatted(k.name(), k.defaultValue(), k.rule()))
            .collect(Collectors.joining());
    compare(GOLDEN.resolve("config-keys.txt"), keys);
  }

  @Test
  void everyPresetIsAsKnown() throws IOException {
    Path configs = ROOT.resolve("configs");
    List<Path> presets;
    try (Stream<Path> files = Files.walk(configs)) {
      presets = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
    assertTrue(presets.size() >= 18, presets.toString());
    for (Path preset : presets) {
      String flat =
          new ResolvedConfig(ConfigLoader.load(preset, List.of()))
              .flat().entrySet().stream()
                  .map(e -> "%s: %s%n".formatted(e.getKey(), e.getValue()))
                  .collect(Collectors.joining());
      String name = configs.relativize(preset).toString().replace(".yaml", ".txt");
      compare(GOLDEN.resolve("configs").resolve(name), flat);
    }
  }

  private static void compare(Path golden, String actual) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(golden.getParent());
      Files.writeString(golden, actual);
    }
    String expected = Files.exists(golden) ? Files.readString(golden) : "";
    assertEquals(
        expected,
        actual,
        golden
            + " is not up to date: run mvn test -Dtest=GoldenConfigTest -Dgolden.update=true "
            + "-Dsurefire.failIfNoSpecifiedTests=false and read the diff");
  }
}
