package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One run of the program, in this process. */
public final class Program {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final int exitCode;

  private Program(Object... arguments) {
    String[] words = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
  }

  /** Returns the arguments of {@code evaluate}. */
  static Object[] evaluation(Path model, String benchmark, Path data, Object... more) {
    List<Object> all = new ArrayList<>(List.of("evaluate", "--model", model));
    all.addAll(List.of("--benchmark", benchmark, "--data", data));
    all.addAll(List.of(more));
    return all.toArray();
  }

  /** Runs a command that must succeed. */
  public static Program succeeds(Object... arguments) {
    Program program = new Program(arguments);
    assertEquals(0, program.exitCode, program.err());
    return program;
  }

  /** Runs a command that must fail with a code, nothing on stdout and no stack trace. */
  public static Program fails(int exitCode, Object... arguments) {
    Program program = new Program(arguments);
    assertEquals(exitCode, program.exitCode, program.err());
    assertEquals("", program.out());
    assertFalse(program.err().contains("\tat "), program.err());
    return program;
  }

  /** Runs a command that must end with a code, whatever it prints, without a stack trace. */
  static Program ends(int exitCode, Object... arguments) {
    Program program = new Program(arguments);
    assertEquals(exitCode, program.exitCode, program.err() + program.out());
    assertFalse(program.err().contains("\tat "), program.err());
    return program;
  }

  public String out() {
    return out.toString();
  }

  public String err() {
    return err.toString();
  }

  /** Returns stdout, which must be one JSON document. */
  public JsonNode json() throws Exception {
    ObjectMapper strict = new ObjectMapper();
    strict.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    return strict.readTree(out());
  }

  /** Checks that stderr is one line, an error with some text in it. */
  public void says(String text) {
    assertEquals(1, err().lines().count(), err());
    assertTrue(err().startsWith("error: ") && err().contains(text), err());
  }
}
