package org.noisystudent.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.noisystudent.config.ConfigNode.Mapping;
import org.noisystudent.config.ConfigNode.Origin;
import org.noisystudent.config.ConfigNode.Sequence;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * A {@code key=value} of the command line.
 *
 * @param key with its sections
 * @param parts keys and list indices from the root
 * @param value as read
 */
record ConfigOverride(String key, List<String> parts, ConfigNode value) {
  private static final String SOURCE = "--set";
  private static final Pattern KEY = Pattern.compile("\\w+(\\.\\w+|\\[\\d{1,6}])*");
  private static final Pattern PART = Pattern.compile("\\w+");

  /** Reads {@code key=value}, the value being YAML. */
  static ConfigOverride parse(String text) {
    int split = text.indexOf('=');
    String key = split < 0 ? text : text.substring(0, split).strip();
    if (split < 0 || !KEY.matcher(key).matches()) {
      throw new UserErrorException(
          Kind.USAGE, "--set (%s) must be key=value, e.g. train.steps=100".formatted(text));
    }
    List<String> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(key);
    while (matcher.find()) {
      parts.add(matcher.group());
    }
    ConfigNode value = YamlText.read(text.substring(split + 1), new Origin(SOURCE, key));
    return new ConfigOverride(key, parts, value);
  }

  /** Returns a config with this value in its place. */
  Mapping applyTo(Mapping root) {
    return applied(root, 0);
  }

  private Mapping applied(Mapping section, int depth) {
    String part = parts.get(depth);
    Map<String, ConfigNode> changed = new LinkedHashMap<>(section.values());
    Origin origin = new Origin(SOURCE, section.origin().child(part).key());
    ConfigNode below = section.values().getOrDefault(part, new Mapping(origin, Map.of()));
    changed.put(part, replaced(below, depth + 1));
    return new Mapping(section.origin(), changed);
  }

  private ConfigNode replaced(ConfigNode below, int depth) {
    if (depth == parts.size()) {
      return value;
    }
    if (below instanceof Sequence sequence) {
      String part = parts.get(depth);
      int size = sequence.items().size();
      int index = part.matches("\\d+") ? Integer.parseInt(part) : size;
      if (index >= size) {
        throw refused("%s must be an entry of the list, which has %d".formatted(part, size));
      }
      return sequence.with(index, replaced(sequence.items().get(index), depth + 1));
    }
    if (parts.get(depth).matches("\\d+")) {
      throw refused("the config must write the list before an entry of it can be changed");
    }
    Mapping section =
        below instanceof Mapping mapping ? mapping : new Mapping(below.origin(), Map.of());
    return applied(section, depth);
  }

  private UserErrorException refused(String rule) {
    return new UserErrorException(Kind.USAGE, "--set %s: %s".formatted(key, rule));
  }
}
