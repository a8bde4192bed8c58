package org.noisystudent.trainer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/**
 * {@code metrics.jsonl}: one JSON object a line with {@code stage}, {@code step} and named numbers.
 * A stage that resumes drops its lines from there on, so that the file ends up as that of an
 * undisturbed run, but for times.
 */
public final class MetricsLog {
  private final RunStorage storage;
  private final String path;

  /** Opens a file of a storage, which need not be there yet. */
  public MetricsLog(RunStorage storage, String path) {
    this.storage = storage;
    this.path = path;
  }

  /** Adds a line; it is on the disk on return. */
  public void add(String stage, long step, Map<String, Double> numbers) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("stage", stage);
    line.put("step", step);
    // JSON has no NaN or infinity.
    numbers.forEach((name, value) -> line.put(name, finite(value)));
    storage.append(path, Json.line(line));
  }

  /** Drops the lines of a stage at a step and after, and a torn last line. */
  public void rewind(String stage, long step) {
    if (!storage.exists(path)) {
      return;
    }
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    for (JsonNode line : lines(storage, path)) {
      if (!line.path("stage").asText().equals(stage) || line.path("step").asLong() < step) {
        kept.writeBytes(Json.line(line));
      }
    }
    storage.publish(path, kept.toByteArray());
  }

  /** Has the lines of a stage be those of another run. */
  public void takeOver(String stage, RunStorage from) {
    rewind(stage, 0);
    ByteArrayOutputStream taken = new ByteArrayOutputStream();
    for (JsonNode line : lines(from, path)) {
      if (line.path("stage").asText().equals(stage)) {
        taken.writeBytes(Json.line(line));
      }
    }
    storage.append(path, taken.toByteArray());
  }

  /** Returns the whole lines of a file, none where it is not there. */
  public static List<JsonNode> lines(RunStorage storage, String path) {
    return storage.exists(path) ? Json.lines(path, storage.read(path)) : List.of();
  }

  private static Object finite(double value) {
    return Double.isFinite(value) ? (Object) value : String.valueOf(value);
  }
}
