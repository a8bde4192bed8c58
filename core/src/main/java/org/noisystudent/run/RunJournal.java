package org.noisystudent.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.noisystudent.savedmodel.ContentHash;
import org.noisystudent.storage.Json;
import org.noisystudent.storage.RunStorage;

/**
 * {@code journal.jsonl}: what happened to the stages of a run, one JSON object a line, only ever
 * added to. The last line of a stage is its state.
 */
public final class RunJournal {
  /** The file in the run directory. */
  public static final String PATH = "journal.jsonl";

  private final RunStorage storage;
  private final Clock clock;

  /** Opens the journal of a run; what a crash left of a last line is cut off. */
  public RunJournal(RunStorage storage, Clock clock) {
    this.storage = storage;
    this.clock = clock;
    if (storage.exists(PATH)) {
      dropTornLine();
    }
  }

  /** What can happen to a stage. */
  public enum State {
    /** It was begun, or begun again. */
    STARTED,
    /** Its outputs are all published. */
    FINISHED
  }

  /**
   * One line.
   *
   * @param stage the stage's name
   * @param state what happened
   * @param outputs when finished: SHA-256 of each output file or folder, by path
   * @param seconds when finished: time the stage took since it was last started
   * @param time when, in ISO 8601
   */
  public record Entry(
      String stage, State state, SortedMap<String, String> outputs, double seconds, String time) {
    /** Returns the first output that is not what it was; empty where all are. */
    Optional<String> damaged(RunStorage storage) {
      return outputs.entrySet().stream()
          .filter(
              output ->
                  !storage.exists(output.getKey())
                      || !ContentHash.of(storage.locate(output.getKey())).equals(output.getValue()))
          .map(Map.Entry::getKey)
          .findFirst();
    }
  }

  /** Notes that a stage begins. */
  public void started(String stage) {
    add(new Entry(stage, State.STARTED, new TreeMap<>(), 0, clock.instant().toString()));
  }

  /** Notes that a stage is done. */
  public void finished(String stage, SortedMap<String, String> outputs, double seconds) {
    add(new Entry(stage, State.FINISHED, outputs, seconds, clock.instant().toString()));
  }

  /** Returns all lines, oldest first. */
  public List<Entry> entries() {
    return read(storage);
  }

  /** Returns the last line of a stage. */
  public Optional<Entry> last(String stage) {
    return last(storage, stage);
  }

  private static Optional<Entry> last(RunStorage storage, String stage) {
    return read(storage).stream().filter(e -> e.stage().equals(stage)).reduce((a, b) -> b);
  }

  /**
   * Returns the last line of a stage that is finished, with all its outputs as they were, of a run
   * that is only read.
   */
  public static Optional<Entry> finished(RunStorage storage, String stage) {
    return last(storage, stage)
        .filter(entry -> entry.state() == State.FINISHED)
        .filter(entry -> entry.damaged(storage).isEmpty());
  }

  /** Returns the lines of the journal of a run, none where there is no journal. */
  public static List<Entry> read(RunStorage storage) {
    List<Entry> entries = new ArrayList<>();
    if (storage.exists(PATH)) {
      for (JsonNode line : Json.lines(PATH, storage.read(PATH))) {
        entries.add(Json.read(PATH, line.toString().getBytes(StandardCharsets.UTF_8), Entry.class));
      }
    }
    return entries;
  }

  private void add(Entry entry) {
    storage.append(PATH, Json.line(entry));
  }

  private void dropTornLine() {
    String text = new String(storage.read(PATH), StandardCharsets.UTF_8);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      storage.publish(PATH, whole.getBytes(StandardCharsets.UTF_8));
    }
  }
}
