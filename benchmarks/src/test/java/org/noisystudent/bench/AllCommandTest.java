package org.noisystudent.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

final class AllCommandTest {
  private final StringWriter err = new StringWriter();
  private final CommandLine bench =
      new CommandLine(new BenchCommand())
          .setCaseInsensitiveEnumValuesAllowed(true)
          .setErr(new PrintWriter(err, true));

  @ParameterizedTest
  @FieldSource("org.noisystudent.bench.AllCommand#COMMANDS")
  void everyCommandIsOneOfBench(String command) {
    ParseResult parsed = bench.parseArgs(command.split(" ", -1));
    assertNotNull(parsed.subcommand());
  }

  @Test
  void whatFailsDoesNotKeepTheRestFromRunning() {
    List<String> commands =
        List.of(
            "train-step --resolution 8",
            "train-step --batch 0",
            "inference --modes djl --compute bfloat16");
    assertEquals(2, AllCommand.run(bench, commands));
    String said = err.toString();
    assertTrue(said.contains("--batch (16) must be >= 1, --resolution (8) >= 32"), said);
    // nothing is left of the command before
    assertTrue(said.contains("--batch (0) must be >= 1, --resolution (224) >= 32"), said);
    assertTrue(
        said.contains("--modes (djl) must be of own, tensorflow-plain, tensorflow-onednn"), said);
  }
}
