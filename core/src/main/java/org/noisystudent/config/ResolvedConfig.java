package org.noisystudent.config;

import com.google.common.hash.Hashing;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.Yaml;

/**
 * A config with every key written out: the form that is kept with a run, compared and hashed. Its
 * text loads back to the same config.
 *
 * @param config the config
 */
public record ResolvedConfig(ExperimentConfig config) {
  /** Returns all keys as YAML, in the order of the config. */
  public String yaml() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(FlowStyle.BLOCK);
    options.setWidth(100);
    // no anchors for lists that are equal: not every reader of YAML knows them
    options.setDereferenceAliases(true);
    return new Yaml(options).dump(tree());
  }

  /** Returns the SHA-256 of the text in hex: equal for equal configs. */
  public String hash() {
    return Hashing.sha256().hashString(yaml(), StandardCharsets.UTF_8).toString();
  }

  /** Returns a value for each full key, e.g. {@code selfTraining.students[0].train.steps}. */
  public Map<String, String> flat() {
    Map<String, String> values = new LinkedHashMap<>();
    flatten("", tree(), values);
    return values;
  }

  /** Returns the config as maps, lists, numbers, texts and booleans under the names of its keys. */
  public Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    map(config)
        .forEach(
            (key, value) -> {
              if (key.equals("training")) {
                map(config.training()).forEach(tree::put);
              } else {
                tree.put(key, value);
              }
            });
    return tree;
  }

  private static Object plain(Object value) {
    if (value instanceof Record section) {
      return map(section);
    }
    if (value instanceof Enum<?> word) {
      return word.name().toLowerCase(Locale.ROOT);
    }
    return value instanceof List<?> list
        ? list.stream().map(ResolvedConfig::plain).toList()
        : value;
  }

  private static Map<String, Object> map(Record section) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : section.getClass().getRecordComponents()) {
      try {
        values.put(component.getName(), plain(component.getAccessor().invoke(section)));
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("a config record is not public: " + section.getClass(), e);
      }
    }
    return values;
  }

  private static void flatten(String key, Object value, Map<String, String> values) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      map.forEach((k, v) -> flatten(key.isEmpty() ? k.toString() : key + "." + k, v, values));
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      for (int i = 0; i < list.size(); i++) {
        flatten(key + "[" + i + "]", list.get(i), values);
      }
    } else {
      values.put(key, value.toString());
    }
  }
}
