package org.noisystudent.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How far a long task is, on stderr: a bar on a terminal, else a line at most every ten seconds.
 * Used by one thread.
 *
 * <p>Speed and time left are those since the line before, so that what a resumed task finds done
 * does not count.
 */
final class Progress implements AutoCloseable {
  private static final long NANOS = 1_000_000_000L;
  private static final long INTERVAL = 10 * NANOS;
  private static final int BAR_WIDTH = 100;
  private static final int BAR_MILLIS = 500;

  private final PrintWriter err;
  private final boolean terminal;
  private final String task;
  private final String unit;
  private final LongSupplier nanoTime;
  private String note = "";
  private ProgressBar bar; // from the first report on, on a terminal
  private boolean started;
  private long doneBefore;
  private long timeBefore;

  /**
   * Creates the progress of a task.
   *
   * @param task what is done, such as {@code labeling}
   * @param unit what is counted, such as {@code images}
   * @param nanoTime a clock that only moves forward
   */
  Progress(PrintWriter err, boolean terminal, String task, String unit, LongSupplier nanoTime) {
    this.err = err;
    this.terminal = terminal;
    this.task = task;
    this.unit = unit;
    this.nanoTime = nanoTime;
  }

  /** Creates the progress of a command's task. */
  static Progress of(CommandSpec command, String task, String unit) {
    boolean terminal = command.root().userObject() instanceof Main main && main.stderrIsTerminal();
    return new Progress(command.commandLine().getErr(), terminal, task, unit, System::nanoTime);
  }

  /** Takes what else the next lines should say. */
  void note(String text) {
    note = text;
    if (bar != null) {
      bar.setExtraMessage(text);
    }
  }

  /** Takes the number done, those of earlier runs included, and of all. */
  void report(long done, long all) {
    if (terminal) {
      bar(all).maxHint(all).stepTo(done);
      return;
    }
    long now = nanoTime.getAsLong();
    if (!started) {
      started = true;
      remember(done, now);
    } else if (now - timeBefore >= INTERVAL && done < all) {
      err.println(line(done, all, (double) (done - doneBefore) * NANOS / (now - timeBefore)));
      remember(done, now);
    }
  }

  private void remember(long done, long now) {
    doneBefore = done;
    timeBefore = now;
  }

  private String line(long done, long all, double perSecond) {
    String line =
        String.format(
            Locale.ROOT,
            "%s %,d of %,d %s (%d %%), %.3g %s/s",
            task,
            done,
            all,
            unit,
            100 * done / all,
            perSecond,
            unit);
    String said = note.isEmpty() ? line : line + ", " + note;
    return perSecond > 0 ? said + ", " + left((all - done) / perSecond) + " left" : said;
  }

  /** Returns a time as a person would say it, such as {@code 2 h 05 min}. */
  static String left(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole / 60 % 60);
  }

  private ProgressBar bar(long all) {
    if (bar == null) {
      bar =
          ProgressBar.builder()
              .setTaskName(task)
              .setInitialMax(all)
              .setUnit(" " + unit, 1)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(BAR_MILLIS)
              .showSpeed()
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, BAR_WIDTH))
              .build();
    }
    return bar;
  }

  /** Prints a line above the bar. */
  void say(String line) {
    err.println(
        bar == null ? line : "\r" + line + " ".repeat(Math.max(1, BAR_WIDTH - line.length())));
  }

  private void draw(String text) {
    err.print("\r" + text);
    err.flush();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      err.println();
    }
  }
}
