package org.noisystudent.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Compares two resolved configs key by key. Where a device's plugin lies and how long is waited for
 * it is no difference: a run may go on where the plugin was moved.
 */
final class ConfigDifferences {
  private static final String CONTROL = "selfTraining.control";
  private static final String STUDENTS = "selfTraining.students";
  private static final Set<String> PLACES = Set.of("device.plugin", "device.waitSeconds");
  private static final Pattern STUDENT = Pattern.compile("selfTraining\\.students\\[(\\d+)]\\..*");

  private ConfigDifferences() {}

  /**
   * Returns whether our config asks for what theirs did and then for more: further students after
   * theirs, or a control. All that was done for theirs is of use for ours then; their control,
   * where ours has none, is merely left alone.
   */
  static boolean onlyGoFurther(String theirs, String ours) {
    SortedMap<String, String> before = flat(theirs);
    SortedMap<String, String> after = flat(ours);
    int students = before.keySet().stream().mapToInt(key -> student(key) + 1).max().orElse(0);
    for (SortedMap<String, String> config : List.of(before, after)) {
      config
          .keySet()
          .removeIf(
              key ->
                  key.equals(CONTROL)
                      || student(key) >= students
                      || (key.equals(STUDENTS) && students == 0));
    }
    return before.equals(after);
  }

  /** Returns the number of the student that a key is of, from 0; -1 where it is of none. */
  static int student(String key) {
    Matcher matcher = STUDENT.matcher(key);
    return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
  }

  /** Returns a line for each key that differs: {@code key: theirs -> ours}. */
  static List<String> between(String theirs, String ours) {
    SortedMap<String, String> before = flat(theirs);
    SortedMap<String, String> after = flat(ours);
    return differing(before, after).stream()
        .map(key -> key + ": " + value(before, key) + " -> " + value(after, key))
        .toList();
  }

  /** Returns the keys that differ, sorted. */
  static List<String> keys(String theirs, String ours) {
    return differing(flat(theirs), flat(ours));
  }

  private static List<String> differing(
      SortedMap<String, String> before, SortedMap<String, String> after) {
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(key -> value(before, key).equals(value(after, key)));
    return List.copyOf(keys);
  }

  private static String value(SortedMap<String, String> config, String key) {
    return config.getOrDefault(key, "(absent)");
  }

  private static SortedMap<String, String> flat(String yaml) {
    SortedMap<String, String> values = new TreeMap<>();
    try {
      add("", new YAMLMapper().readTree(yaml), values);
    } catch (JsonProcessingException e) {
      throw new UserErrorException(
          Kind.DATA, RunDirectory.CONFIG + " of the run directory is not YAML", e);
    }
    values.keySet().removeAll(PLACES);
    return values;
  }

  private static void add(String key, JsonNode node, SortedMap<String, String> values) {
    if (node.isContainerNode() && !node.isEmpty()) {
      node.properties().forEach(e -> add(join(key, e.getKey()), e.getValue(), values));
      for (int i = 0; node.isArray() && i < node.size(); i++) {
        add(key + "[" + i + "]", node.get(i), values);
      }
    } else {
      values.put(key, node.isValueNode() ? node.asText() : node.toString());
    }
  }

  private static String join(String key, String name) {
    return key.isEmpty() ? name : key + "." + name;
  }
}
