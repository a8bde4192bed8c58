package org.noisystudent.run;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The git commit that a folder is at. */
public final class GitCommit {
  private GitCommit() {}

  /** Returns the commit, with {@code +changes} when files differ; empty outside git. */
  public static String of(Path folder) {
    return git(folder, "rev-parse", "HEAD")
        .map(
            commit ->
                git(folder, "status", "--porcelain", "--untracked-files=no")
                        .filter(changes -> !changes.isEmpty())
                        .isPresent()
                    ? commit + "+changes"
                    : commit)
        .orElse("");
  }

  private static Optional<String> git(Path folder, String command, String... arguments) {
    ProcessBuilder git = new ProcessBuilder("git", command);
    git.command().addAll(List.of(arguments));
    git.directory(folder.toAbsolutePath().toFile());
    git.redirectError(ProcessBuilder.Redirect.DISCARD);
    try {
      File out = File.createTempFile("git", ".txt");
      try {
        Process process = git.redirectOutput(out).start();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroy();
          return Optional.empty();
        }
        return process.exitValue() == 0
            ? Optional.of(Files.readString(out.toPath(), StandardCharsets.UTF_8).strip())
            : Optional.empty();
      } finally {
        Files.deleteIfExists(out.toPath());
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
