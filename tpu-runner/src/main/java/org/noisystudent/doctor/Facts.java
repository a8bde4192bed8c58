package org.noisystudent.doctor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a section found out, in order; text, numbers, truth values and lists of such. */
final class Facts {
  private final Map<String, Object> byName = new LinkedHashMap<>();

  /** Adds a fact: text, a number, a truth value, a list of such, or a map by name. */
  Facts put(String name, Object value) {
    byName.put(name, value);
    return this;
  }

  /** Adds a fact where it is known. */
  Facts put(String name, Optional<?> value) {
    value.ifPresent(known -> byName.put(name, known));
    return this;
  }

  /** Adds text where there is some. */
  Facts putText(String name, String value) {
    return put(name, Optional.of(value).filter(text -> !text.isEmpty()));
  }

  /** Adds a list where it is not empty. */
  Facts putSome(String name, List<?> values) {
    return put(name, Optional.of(values).filter(list -> !list.isEmpty()));
  }

  Map<String, Object> byName() {
    return Collections.unmodifiableMap(byName);
  }
}
