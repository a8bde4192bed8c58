package org.noisystudent.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.noisystudent.remote.RemoteSettings;

/** The program in a JVM of its own, which can be killed. */
public final class ChildProgram implements AutoCloseable {
  private static final long MINUTES = 5;

  private final Process process;
  private final Path out;
  private final Path err;

  private ChildProgram(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a class, which sees no credentials and no service but those that are given.
   *
   * @param folder takes what it prints, and its caches
   * @param environment more variables
   * @param options of the JVM
   */
  public static ChildProgram start(
      Path folder,
      Map<String, String> environment,
      List<String> options,
      Class<?> main,
      Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(JavaProcess.nativeAccess());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    Map<String, String> all = builder.environment();
    all.keySet()
        .removeAll(List.of(RemoteSettings.ENDPOINT, "GOOGLE_APPLICATION_CREDENTIALS", "TF_CONFIG"));
    all.put("XDG_CACHE_HOME", folder.resolve("caches").toString());
    all.put("CLOUDSDK_CONFIG", folder.resolve("none").toString());
    all.put("NO_GCE_CHECK", "true"); // nothing outside this machine is asked
    all.put("TF_CPP_MIN_LOG_LEVEL", "2");
    all.putAll(environment);
    return new ChildProgram(builder.start(), out, err);
  }

  /** Stops it where it is, as a machine does that hangs. */
  public void freeze() throws IOException {
    new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid())).start();
  }

  /** Ends it as a machine does that fails. */
  public void kill() {
    process.destroyForcibly();
    ended();
  }

  /** Waits for its end, and returns its exit code. */
  public int exitCode() {
    ended();
    return process.exitValue();
  }

  private void ended() {
    try {
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        throw new AssertionError("the program does not end: " + err());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String out() {
    return text(out);
  }

  public String err() {
    return text(err);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
