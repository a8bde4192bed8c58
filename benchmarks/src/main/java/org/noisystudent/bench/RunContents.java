package org.noisystudent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.noisystudent.storage.Json;

/**
 * What a run came to: a hash for each file that its seed and config decide, down to the last bit.
 * Left out are times, dates, the machine, and what is made of them.
 */
record RunContents(SortedMap<String, String> hashes) {
  private static final Set<String> FOLDERS =
      Set.of("checkpoints", "savedmodels", "pseudolabels", "evaluations");

  private static final Set<String> TIMES =
      Set.of(
          "seconds", "wallSeconds", "environment", "commit", "date", "created", "imagesPerSecond");

  /** Reads a finished run directory. */
  static RunContents of(Path run) throws IOException {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (String folder : FOLDERS) {
      try (Stream<Path> files = Files.walk(run.resolve(folder))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          hashes.put(run.relativize(file).toString(), hash(contents(file)));
        }
      }
    }
    for (String file : List.of("report.json", "resolved-config.yaml", "metrics.jsonl")) {
      hashes.put(file, hash(contents(run.resolve(file))));
    }
    return new RunContents(hashes);
  }

  /** Returns the paths of the files that differ or are in one of the two only. */
  List<String> differences(RunContents other) {
    TreeSet<String> all = new TreeSet<>(hashes.keySet());
    all.addAll(other.hashes.keySet());
    all.removeIf(path -> hashes.getOrDefault(path, "").equals(other.hashes.get(path)));
    return List.copyOf(all);
  }

  private static byte[] contents(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String name = file.getFileName().toString();
    if (name.endsWith(".jsonl")) {
      List<JsonNode> lines = new ArrayList<>(Json.lines(name, bytes));
      lines.forEach(RunContents::removeTimes);
      return Json.document(lines);
    }
    if (name.equals("report.json") || name.equals("model-card.json")) {
      JsonNode tree = Json.tree(name, bytes);
      removeTimes(tree);
      return Json.document(tree);
    }
    return bytes;
  }

  private static void removeTimes(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.remove(TIMES);
      object.forEach(RunContents::removeTimes);
    } else if (node instanceof ArrayNode array) {
      array.forEach(RunContents::removeTimes);
    }
  }

  private static String hash(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }
}
