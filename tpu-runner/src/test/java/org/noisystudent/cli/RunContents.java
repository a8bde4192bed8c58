package org.noisystudent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.noisystudent.run.RunDirectory;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.storage.Json;

/** What a run directory holds, for comparing runs. */
public final class RunContents {
  private RunContents() {}

  /** Returns a hash of every file but for what tells of time. */
  public static Map<String, String> of(Path run) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(run)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    Map<String, String> hashes = new TreeMap<>();
    for (Path file : files) {
      String path = run.relativize(file).toString();
      if (path.equals(RunDirectory.METRICS)) {
        hashes.put(path, withoutSpeed(file));
      } else if (path.matches("tensorboard/.*|journal.jsonl|report.*|provenance.json")
          || path.endsWith("/model-card.json")) {
        hashes.put(path.replaceFirst("tensorboard/.*", "tensorboard"), "");
      } else if (!path.startsWith(".")) {
        hashes.put(path, ContentHash.of(file));
      }
    }
    return hashes;
  }

  /** Returns the lines of a log of metrics without how fast the steps were. */
  public static String withoutSpeed(Path metrics) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (JsonNode line : Json.lines(metrics.toString(), Files.readAllBytes(metrics))) {
      ((ObjectNode) line).remove("imagesPerSecond");
      lines.append(line).append('\n');
    }
    return lines.toString();
  }
}
