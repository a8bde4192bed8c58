package org.noisystudent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value as written, with the place where it was written. */
sealed interface ConfigNode {
  /** Returns where the value was written. */
  Origin origin();

  /** Returns the value as messages show it. */
  String shown();

  /**
   * Where a value was written.
   *
   * @param source a file, or {@code --set}
   * @param key the key in that file
   */
  record Origin(String source, String key) {
    Origin child(String name) {
      return new Origin(source, key.isEmpty() ? name : key + "." + name);
    }

    Origin item(int index) {
      return new Origin(source, key + "[" + index + "]");
    }
  }

  /** A single value; an empty or null one has no text. */
  record Scalar(Origin origin, String text) implements ConfigNode {
    private static final int MAX_SHOWN = 60;

    @Override
    public String shown() {
      String line = text.replaceAll("\\p{Cntrl}", " ");
      return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "...";
    }
  }

  /** A list. */
  record Sequence(Origin origin, List<ConfigNode> items) implements ConfigNode {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String shown() {
      return "a list";
    }

    /** Returns a list with another item at an index. */
    Sequence with(int index, ConfigNode item) {
      List<ConfigNode> changed = new ArrayList<>(items);
      changed.set(index, item);
      return new Sequence(origin, changed);
    }
  }

  /** A section: values by key, in the order written. */
  record Mapping(Origin origin, Map<String, ConfigNode> values) implements ConfigNode {
    @Override
    public String shown() {
      return "a section";
    }

    /** Returns this section with another's values over it; sections merge, all else is replaced. */
    Mapping mergedWith(Mapping over) {
      Map<String, ConfigNode> merged = new LinkedHashMap<>(values);
      over.values.forEach(
          (key, value) ->
              merged.merge(
                  key,
                  value,
                  (below, above) ->
                      below instanceof Mapping b && above instanceof Mapping a
                          ? b.mergedWith(a)
                          : above));
      return new Mapping(over.origin, merged);
    }

    /** Returns this section with some of its keys only. */
    Mapping only(List<String> keys) {
      Map<String, ConfigNode> kept = new LinkedHashMap<>(values);
      kept.keySet().retainAll(keys);
      return new Mapping(origin, kept);
    }
  }
}
