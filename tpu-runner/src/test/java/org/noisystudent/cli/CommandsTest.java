package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.noisystudent.config.ConfigLoader;

final class CommandsTest {
  private static final String SMOKE =
      Path.of(System.getProperty("project.root", ".."), "configs", "smoke.yaml").toString();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void configPrintsWhatLoadsBackToTheSameConfig() {
    assertEquals(0, run("config", SMOKE, "--set", "seed=5"));
    assertEquals(
        ConfigLoader.load(Path.of(SMOKE), List.of("seed=5")),
        ConfigLoader.parse(out.toString(), "printed"));
    assertEquals("", err.toString());
  }

  @Test
  void configPrintsOneJsonDocument() throws IOException {
    assertEquals(0, run("config", SMOKE, "--json"));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(60, json.at("/selfTraining/students/0/train/steps").asInt());
  }

  @Test
  void configListsEveryKey() {
    assertEquals(0, run("config", "--keys"));
    assertEquals(ConfigLoader.keys().size(), out.toString().lines().count());
    assertTrue(out.toString().contains("train.emaDecay = 0.9999 | a number >= 0 and < 1"));
  }

  @Test
  void everyProblemOfAConfigIsALineOfItsOwn() throws IOException {
    Path file = Files.writeString(folder.resolve("a.yaml"), "sed: 1\ntrain: {steps: -5}\n");
    assertEquals(2, run("config", file.toString()));
    List<String> lines = err.toString().lines().toList();
    assertTrue(
        lines.contains("error: " + file + ": train.steps (-5) must be >= 1"), err.toString());
    assertTrue(
        lines.contains("error: " + file + ": unknown key sed, did you mean seed?"), err.toString());
    assertTrue(lines.stream().allMatch(line -> line.startsWith("error: ")), err.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config",
        "convert",
        "corrupt",
        "import-checkpoint",
        "inspect",
        "label",
        "select",
        "evaluate",
        "predict",
        "report"
      })
  void everyHelpHasAnExampleThatStartsWithTheCommand(String command) {
    assertEquals(0, run(command, "--help"));
    String help = out.toString();
    String example = help.substring(help.indexOf("Example:") + "Example:".length()).strip();
    assertTrue(example.startsWith("./noisystudent " + command + " "), example);
  }

  @Test
  void theHelpListsTheCommands() {
    assertEquals(0, run("--help"));
    assertTrue(out.toString().contains("convert"), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "confg configs/a.yaml | Unmatched arguments from index 0: 'confg'",
        "config no.yaml | no.yaml: there is no such config file",
        "config | CONFIG is missing",
        "convert a | Missing required option: '--out=DIR'",
        "convert a --out b --shards 0 | --shards (0) must be >= 1",
        "corrupt --data a | Missing required option: '--out=DIR'",
        "convert a --out b --max-corrupt 2 | --max-corrupt (2.0) must be 0 to 1",
        "label --images i --out o | Missing required option: '--model=DIR'",
        "select --predictions p | Missing required option: '--out=DIR'",
        "evaluate --model m --data d | Missing required option: '--benchmark=NAME'",
        "predict --model m | Missing required parameter: 'IMAGE'",
        "predict --model m a.png --top 0 | --top (0) must be >= 1",
        "import-checkpoint c --out o | Missing required option: '--variant=VARIANT'",
        "report | Missing required parameter: 'RUN_DIR'",
      })
  void mistakesAreOneClearLineAndExitCodeTwo(String arguments, String message) {
    assertEquals(2, run(arguments.split(" ")), err.toString());
    assertTrue(err.toString().startsWith("error: " + message), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void convertWritesShardsOfRealPhotos() throws IOException {
    Path photos = Path.of(System.getProperty("project.root", ".."), "test-data", "images");
    Path shards = folder.resolve("shards");
    String[] arguments = {
      "convert", photos.toString(), "--out", shards.toString(), "--shards", "2", "--json"
    };
    assertEquals(0, run(arguments), err.toString());
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertTrue(json.get("images").asInt() > 1, out.toString());
    for (JsonNode shard : json.get("shards")) {
      assertTrue(Files.size(shards.resolve(shard.asText())) > 1000, shard.asText());
    }
  }

  @Test
  void convertReadsTheDigitsOfSvhn() {
    Path root = Path.of(System.getProperty("project.root", ".."));
    Path digits = root.resolve("test-data/golden/svhn/compressed.mat");
    Path shards = folder.resolve("svhn");
    assertEquals(0, run("convert", digits.toString(), "--out", shards.toString(), "--shards", "2"));
    assertEquals(
        "4 images (4 labeled, 10 classes) in 2 shards in " + shards, out.toString().strip());
  }

  @Test
  void convertNamesAMissingSource() {
    String missing = folder.resolve("none").toString();
    assertEquals(3, run("convert", missing, "--out", folder.resolve("out").toString()));
    assertTrue(err.toString().contains(missing), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void aMistypedCommandIsSuggested() {
    run("convrt");
    assertTrue(err.toString().contains("Did you mean") && err.toString().contains("convert"));
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
