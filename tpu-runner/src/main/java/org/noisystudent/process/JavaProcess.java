package org.noisystudent.process;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A main class in a JVM of its own, with this one's class path; what it prints goes to a file. */
public final class JavaProcess implements AutoCloseable {
  private static final int SHOWN_LINES = 8;

  private final Process process;
  private final Path log;

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Returns a command line that starts a class as this JVM was started, before its arguments. */
  public static List<String> command(Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X") || option.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    return command;
  }

  /** Returns the options that let this JVM's version load native code without a warning. */
  public static List<String> nativeAccess() {
    List<String> options = new ArrayList<>();
    int version = Runtime.version().feature();
    if (version >= 22) {
      options.add("--enable-native-access=ALL-UNNAMED");
    }
    if (version >= 24) {
      options.add("--sun-misc-unsafe-memory-access=allow");
    }
    return options;
  }

  /**
   * Starts a class.
   *
   * @param heapMegabytes heap; the memory of native code comes on top
   * @param environment variables over those of this process
   * @param log file that takes what it prints
   */
  public static JavaProcess start(
      Class<?> main,
      int heapMegabytes,
      Map<String, String> environment,
      Path log,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heapMegabytes + "m", "-XX:+UseSerialGC"));
    command.addAll(nativeAccess());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    File output = log.toFile();
    builder.redirectErrorStream(true).redirectOutput(output).environment().putAll(environment);
    builder.environment().putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "2");
    return new JavaProcess(builder.start(), log);
  }

  /** Ends this process when the one that started it is gone: its pipe is at its end. */
  public static void endWithParent() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // nothing is sent
                }
              } catch (IOException e) {
                // as good as the end
              }
              Runtime.getRuntime().halt(1);
            },
            "end-with-parent");
    watch.setDaemon(true);
    watch.start();
  }

  /** Waits, and returns whether it has ended. */
  public boolean endsWithin(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** Returns the exit code of a process that ended. */
  public int exitCode() {
    return process.exitValue();
  }

  /** Returns the memory that it holds now, in bytes; 0 once it has ended. */
  public long residentBytes() {
    return ProcessMemory.resident(process.pid()).orElse(0L);
  }

  /** Returns the last lines that it printed, on one line. */
  public String lastLines() throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
  }

  /** Ends it at once. */
  @Override
  public void close() {
    process.destroyForcibly();
    boolean interrupted = false;
    while (process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
