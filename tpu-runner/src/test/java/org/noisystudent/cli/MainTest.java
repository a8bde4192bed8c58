package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void inspectPrintsOneJsonDocument() throws Exception {
    assertEquals(0, run("inspect", "b0", "--json"));
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(5_288_548, json.get("trainableParameters").asLong());
    assertEquals(42_016, json.get("movingStatistics").asLong());
    assertEquals(16, json.get("blocks").asInt());
    long sum = 0;
    for (JsonNode layer : json.get("layers")) {
      sum += layer.get("trainableParameters").asLong();
    }
    assertEquals(5_288_548, sum);
  }

  @Test
  void inspectEndsItsTableWithTheTotals() {
    assertEquals(0, run("inspect", "b0", "--resolution", "64"));
    String text = out.toString();
    assertTrue(text.contains("blocks_15/depthwise_conv2d"), text);
    assertTrue(text.contains("b0 at 64 px: 5,288,548 trainable parameters"), text);
  }

  @Test
  void inspectKnowsTheLiteVariants() {
    assertEquals(0, run("inspect", "lite0"));
    assertTrue(
        out.toString().contains("lite0 at 224 px: 4,652,008 trainable parameters"), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "inspect b9                  | model.variant (b9) must be one of b0, b1",
        "inspect b0 --resolution 4   | --resolution (4) must be >= 8",
        "inspect b0 --stem-stride 3  | --stem-stride (3) must be 1 or 2",
        "inspect b0 --classes 1      | --classes (1) must be >= 2",
        "inspect b0 --resolution big | Invalid value for option '--resolution'",
        "inspect                     | Missing required parameter: 'VARIANT'",
        "inpsect b0                  | Unmatched arguments from index 0: 'inpsect', 'b0'",
      })
  void mistakesAreOneClearLineAndExitCodeTwo(String arguments, String message) {
    assertEquals(2, run(arguments.split(" ")));
    assertTrue(err.toString().startsWith("error: " + message), err.toString());
    assertFalse(err.toString().contains("\tat "), err.toString());
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @CsvSource({"--help", "inspect --help"})
  void everyHelpHasAnExample(String arguments) {
    assertEquals(0, run(arguments.split(" ")));
    assertTrue(out.toString().contains("Example:"), out.toString());
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
