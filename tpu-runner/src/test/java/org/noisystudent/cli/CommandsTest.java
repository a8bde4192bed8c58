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
    assertEquals(2, run("run", file.toString(), "--run-dir", folder.resolve("r").toString()));
    List<String> lines = err.toString().lines().toList();
    assertTrue(
        lines.contains("error: " + file + ": train.steps (-5) must be >= 1"), err.toString());
    assertTrue(
        lines.contains("error: " + file + ": unknown key sed, did you mean seed?"), err.toString());
    assertTrue(lines.stream().allMatch(line -> line.startsWith("error: ")), err.toString());
    assertFalse(Files.exists(folder.resolve("r")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "config",
        "inspect",
        "train",
        "label",
        "select",
        "evaluate",
        "predict",
        "export",
        "import-checkpoint",
        "convert",
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
    assertTrue(out.toString().contains("import-checkpoint"), out.toString());
  }

  @Test
  void helpNamesTheBenchmarksAsTheyAreTyped() {
    assertEquals(0, run("evaluate", "--help"));
    assertTrue(out.toString().contains("imagenet-c"), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rnu configs/a.yaml | Unmatched arguments from index 0: 'rnu'",
        "run no.yaml | no.yaml: there is no such config file",
        "config | CONFIG is missing",
        "train no.yaml | Missing required option: '--out=DIR'",
        "evaluate --model m --data d --benchmark imagenet-z | Invalid value for option '--benchmark'",
        "label --model m --images i --out o --batch 0 | --batch (0) must be >= 1",
        "select --predictions p --out o --min-confidence 2 | --min-confidence (2.0) must be 0 to 1",
        "predict --model m | Missing required parameter: 'IMAGE'",
        "predict --model m a.png --top 0 | --top (0) must be >= 1",
        "convert a --out b --shards 0 | --shards (0) must be >= 1",
        "report | Missing required parameter: 'RUN_DIR'",
      })
  void mistakesAreOneClearLineAndExitCodeTwo(String arguments, String message) {
    assertEquals(2, run(arguments.split(" ")), err.toString());
    assertTrue(err.toString().startsWith("error: " + message), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void aMistypedCommandIsSuggested() {
    run("slect");
    assertTrue(err.toString().contains("Did you mean") && err.toString().contains("select"));
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
