package org.noisystudent.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgressTest {
  private final StringWriter text = new StringWriter();
  private long seconds;

  @TempDir private Path folder;

  @Test
  void printsALineAtMostEveryTenSeconds() {
    try (Progress progress = progress(false)) {
      for (seconds = 0; seconds < 35; seconds++) {
        progress.report(100 * seconds, 10_000);
      }
    }
    assertEquals(
        """
        labeling 1,000 of 10,000 images (10 %), 100 images/s, 1 min 30 s left
        labeling 2,000 of 10,000 images (20 %), 100 images/s, 1 min 20 s left
        labeling 3,000 of 10,000 images (30 %), 100 images/s, 1 min 10 s left
        """,
        text.toString());
  }

  @Test
  void whatWasDoneBeforeDoesNotCountAsSpeed() {
    try (Progress progress = progress(false)) {
      progress.report(9_000, 10_000);
      seconds = 10;
      progress.report(9_010, 10_000);
    }
    assertEquals(
        "labeling 9,010 of 10,000 images (90 %), 1.00 images/s, 16 min 30 s left\n",
        text.toString());
  }

  @Test
  void namesNoTimeWhereNothingMoves() {
    try (Progress progress = progress(false)) {
      progress.report(5, 10);
      seconds = 10;
      progress.report(5, 10);
    }
    assertEquals("labeling 5 of 10 images (50 %), 0.00 images/s\n", text.toString());
  }

  @Test
  void aShortTaskPrintsNothing() {
    try (Progress progress = progress(false)) {
      progress.report(0, 10);
      progress.report(10, 10);
    }
    assertEquals("", text.toString());
  }

  @Test
  void drawsABarOnATerminalThatEndsFull() {
    try (Progress progress = progress(true)) {
      progress.report(0, 200);
      progress.report(200, 200);
    }
    assertTrue(text.toString().startsWith("\rlabeling"), text.toString());
    assertTrue(text.toString().contains("100%"), text.toString());
    assertTrue(text.toString().endsWith("\n"), text.toString());
  }

  @Test
  void linesAreSaidAboveTheBar() {
    try (Progress progress = progress(true)) {
      progress.say("before");
      progress.report(0, 200);
      progress.say("within");
    }
    assertTrue(text.toString().startsWith("before\n"), text.toString());
    assertTrue(text.toString().contains("\rwithin "), text.toString());
  }

  @ParameterizedTest
  @CsvSource({"0,0 s", "59.4,59 s", "60,1 min 00 s", "3599,59 min 59 s", "7500,2 h 05 min"})
  void timesAreSaidAsAPersonWould(double time, String said) {
    assertEquals(said, Progress.left(time));
  }

  @Test
  void aPipeAndAFileAreNoTerminal() throws IOException {
    Path pipe = Files.createSymbolicLink(folder.resolve("pipe"), Path.of("pipe:[4711]"));
    Path file = Files.createSymbolicLink(folder.resolve("file"), Path.of("/tmp/log.txt"));
    Path terminal = Files.createSymbolicLink(folder.resolve("tty"), Path.of("/dev/pts/3"));
    assertFalse(Terminal.isTerminal(pipe));
    assertFalse(Terminal.isTerminal(file));
    assertFalse(Terminal.isTerminal(folder.resolve("none")));
    assertTrue(Terminal.isTerminal(terminal));
  }

  private Progress progress(boolean terminal) {
    return new Progress(
        new PrintWriter(text, true),
        terminal,
        "labeling",
        "images",
        () -> seconds * 1_000_000_000L);
  }
}
