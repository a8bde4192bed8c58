package org.noisystudent.speed;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.noisystudent.run.Provenance;

/**
 * What contestants did by turns.
 *
 * @param benchmark the command
 * @param setting what they were told to do: names and values, in an order for people
 * @param unit what is counted a second
 * @param threads of each
 */
record ContestResult(
    String benchmark,
    Map<String, String> setting,
    String unit,
    int threads,
    List<Measured> contestants,
    Instructions instructions,
    Provenance environment) {
  ContestResult {
    setting = Collections.unmodifiableMap(new LinkedHashMap<>(setting));
    contestants = List.copyOf(contestants);
  }

  /** Returns the name of its file: one for each setting and kind of machine. */
  String fileName() {
    return "%s-%s-%s.json"
        .formatted(
            benchmark,
            String.join("-", setting.values()).toLowerCase(Locale.ROOT).replace(' ', '-'),
            instructions.fileName());
  }
}
