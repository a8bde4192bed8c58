package org.noisystudent.config;

import com.google.common.base.Splitter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.noisystudent.config.ConfigNode.Mapping;
import org.noisystudent.config.ConfigNode.Origin;
import org.noisystudent.config.ConfigNode.Scalar;
import org.noisystudent.config.ConfigNode.Sequence;

/**
 * Typed reads of one section. Each read states key, default and rule, so that the reads are the one
 * list of all keys; a value that breaks its rule is a problem, and the default takes its place.
 */
final class ConfigReader {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?([0-9][0-9_]*\\.?[0-9_]*|\\.[0-9]+)([eE][-+]?[0-9]{1,3})?");
  private static final String ANY_TEXT = "text";

  private final String section;
  private final Mapping node;
  private final Map<String, ConfigKey> keys;
  private final ConfigProblems problems;
  private final Set<String> known = new LinkedHashSet<>();

  private ConfigReader(
      String section, Mapping node, Map<String, ConfigKey> keys, ConfigProblems problems) {
    this.section = section;
    this.node = node;
    this.keys = keys;
    this.problems = problems;
  }

  /** Reads a section from its root; keys nobody read are problems. */
  static <T> T read(
      Mapping root,
      Map<String, ConfigKey> keys,
      ConfigProblems problems,
      Function<ConfigReader, T> body) {
    ConfigReader reader = new ConfigReader("", root, keys, problems);
    T value = body.apply(reader);
    reader.refuseUnknownKeys();
    return value;
  }

  /** Reads a section of this one. */
  <T> T section(String key, Function<ConfigReader, T> body) {
    known.add(key);
    Mapping child = mapping(value(key), origin(key));
    ConfigReader reader = new ConfigReader(name(key), child, keys, problems);
    T value = body.apply(reader);
    reader.refuseUnknownKeys();
    return value;
  }

  int integer(String key, int byDefault, Rule rule) {
    return integer(key, byDefault, String.valueOf(byDefault), rule);
  }

  /** Reads a whole number whose default follows from other keys, as a text says. */
  int integer(String key, int byDefault, String defaultText, Rule rule) {
    return (int) whole(key, byDefault, defaultText, rule, Integer.MAX_VALUE);
  }

  long whole(String key, long byDefault, Rule rule) {
    return whole(key, byDefault, String.valueOf(byDefault), rule, Long.MAX_VALUE);
  }

  private long whole(String key, long byDefault, String defaultText, Rule rule, long max) {
    register(key, defaultText, "a whole number " + rule.text());
    return scalar(key, "a whole number")
        .flatMap(
            scalar -> {
              if (!NUMBER.matcher(scalar.text()).matches()) {
                return problem(key, "a whole number");
              }
              BigDecimal number = new BigDecimal(scalar.text().replace("_", ""));
              if (number.signum() != 0 && number.stripTrailingZeros().scale() > 0) {
                return problem(key, "a whole number");
              }
              if (number.abs().compareTo(BigDecimal.valueOf(max)) > 0) {
                return problem(key, "<= " + max);
              }
              return rule.holds().test(number.doubleValue())
                  ? Optional.of(number.longValueExact())
                  : problem(key, rule.text());
            })
        .orElse(byDefault);
  }

  double number(String key, double byDefault, Rule rule) {
    return number(key, byDefault, String.valueOf(byDefault), rule);
  }

  /** Reads a number whose default follows from other keys, as a text says. */
  double number(String key, double byDefault, String defaultText, Rule rule) {
    register(key, defaultText, "a number " + rule.text());
    return scalar(key, "a number")
        .flatMap(
            scalar -> {
              if (!NUMBER.matcher(scalar.text()).matches()) {
                return problem(key, "a number");
              }
              double number = Double.parseDouble(scalar.text().replace("_", ""));
              return Double.isFinite(number) && rule.holds().test(number)
                  ? Optional.of(number)
                  : problem(key, rule.text());
            })
        .orElse(byDefault);
  }

  boolean flag(String key, boolean byDefault) {
    String rule = "true or false";
    register(key, String.valueOf(byDefault), rule);
    return scalar(key, rule)
        .flatMap(
            scalar ->
                switch (scalar.text().toLowerCase(Locale.ROOT)) {
                  case "true" -> Optional.of(true);
                  case "false" -> Optional.of(false);
                  default -> problem(key, rule);
                })
        .orElse(byDefault);
  }

  String text(String key, String byDefault) {
    register(key, quoted(byDefault), ANY_TEXT);
    return scalar(key, ANY_TEXT).map(Scalar::text).orElse(byDefault);
  }

  /** Reads one of some words, in any case. */
  String word(String key, String byDefault, List<String> words) {
    return word(key, byDefault, "one of " + String.join(", ", words), words::contains);
  }

  /** Reads a word that a rule allows, in any case. */
  String word(String key, String byDefault, String rule, Predicate<String> allows) {
    register(key, byDefault, rule);
    return scalar(key, rule)
        .flatMap(
            scalar -> {
              String word = scalar.text().toLowerCase(Locale.ROOT);
              return allows.test(word) ? Optional.of(word) : problem(key, rule);
            })
        .orElse(byDefault);
  }

  /** Reads one of an enum's constants, in any case. */
  <E extends Enum<E>> E choice(String key, E byDefault) {
    Map<String, E> words = new LinkedHashMap<>();
    for (E constant : byDefault.getDeclaringClass().getEnumConstants()) {
      words.put(lowerCase(constant), constant);
    }
    String word = word(key, lowerCase(byDefault), List.copyOf(words.keySet()));
    return words.getOrDefault(word, byDefault);
  }

  List<String> texts(String key) {
    String rule = "a list of texts";
    register(key, "[]", rule);
    if (value(key).isEmpty()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    if (value(key).get() instanceof Sequence sequence) {
      for (ConfigNode item : sequence.items()) {
        if (item instanceof Scalar scalar && !scalar.text().isEmpty()) {
          texts.add(scalar.text());
        } else {
          refuse(item, "text");
        }
      }
    } else {
      problem(key, rule);
    }
    return texts;
  }

  /** Reads a list of sections as written; where there is none, the default number of empty ones. */
  List<Mapping> sections(String key, int byDefault) {
    String rule = "a list of sections";
    register(key, Arrays.asList(empties(byDefault)).toString(), rule);
    List<Mapping> sections = new ArrayList<>();
    if (value(key).isEmpty()) {
      for (int i = 0; i < byDefault; i++) {
        sections.add(new Mapping(origin(key).item(i), Map.of()));
      }
    } else if (value(key).get() instanceof Sequence sequence) {
      for (ConfigNode item : sequence.items()) {
        sections.add(mapping(Optional.of(item), item.origin()));
      }
    } else {
      problem(key, rule);
    }
    return sections;
  }

  /** Reads a section as written. */
  Mapping mapping(String key) {
    register(key, "{}", "a section of keys");
    return mapping(value(key), origin(key));
  }

  /** Returns the whole section as written. */
  Mapping all() {
    return node;
  }

  /** Adds a problem of a key whose value is well formed, unless the rule holds. */
  void check(boolean holds, String key, Object value, Supplier<String> rule) {
    if (!holds) {
      Origin origin = origin(key);
      problems.add(
          origin.source(), "%s (%s) must %s".formatted(origin.key(), shown(value), rule.get()));
    }
  }

  /** Returns a key and its value for a message, under the name it was written with. */
  String named(String key, Object value) {
    return "%s (%s)".formatted(origin(key).key(), shown(value));
  }

  private static String shown(Object value) {
    return value instanceof Enum<?> e ? lowerCase(e) : value.toString();
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private Mapping mapping(Optional<ConfigNode> value, Origin origin) {
    Mapping nothing = new Mapping(origin, Map.of());
    if (value.isEmpty() || (value.get() instanceof Scalar scalar && scalar.text().isEmpty())) {
      return nothing;
    }
    if (value.get() instanceof Mapping mapping) {
      return mapping;
    }
    refuse(value.get(), "a section of keys");
    return nothing;
  }

  private Optional<Scalar> scalar(String key, String rule) {
    Optional<ConfigNode> value = value(key);
    if (value.isPresent() && !(value.get() instanceof Scalar)) {
      return problem(key, rule);
    }
    return value.map(Scalar.class::cast);
  }

  private <T> Optional<T> problem(String key, String rule) {
    value(key).ifPresent(value -> refuse(value, rule));
    return Optional.empty();
  }

  private void refuse(ConfigNode value, String rule) {
    problems.add(
        value.origin().source(),
        "%s (%s) must be %s".formatted(value.origin().key(), value.shown(), rule));
  }

  private void refuseUnknownKeys() {
    node.values()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                problems.add(
                    value.origin().source(),
                    "unknown key %s%s".formatted(value.origin().key(), suggestion(key, value)));
              }
            });
  }

  private String suggestion(String key, ConfigNode value) {
    String own = value.origin().key();
    String parent = own.substring(0, own.length() - key.length());
    return Spelling.nearest(key, known)
        .map(near -> parent + near)
        .or(() -> keys.keySet().stream().filter(k -> k.endsWith("." + key)).findFirst())
        .map(near -> ", did you mean " + near + "?")
        .orElseGet(() -> "; known here: " + String.join(", ", known));
  }

  private void register(String key, String defaultText, String rule) {
    known.add(key);
    keys.putIfAbsent(name(key), new ConfigKey(name(key), defaultText, rule));
  }

  private Optional<ConfigNode> value(String key) {
    Optional<ConfigNode> value = Optional.of(node);
    for (String part : Splitter.on('.').split(key)) {
      value =
          value.flatMap(
              v ->
                  v instanceof Mapping m
                      ? Optional.ofNullable(m.values().get(part))
                      : Optional.empty());
    }
    return value;
  }

  private Origin origin(String key) {
    return value(key)
        .map(ConfigNode::origin)
        .orElseGet(() -> new Origin(node.origin().source(), name(key)));
  }

  private String name(String key) {
    return section.isEmpty() ? key : section + "." + key;
  }

  private static String quoted(String text) {
    return text.isEmpty() ? "''" : text;
  }

  private static String[] empties(int count) {
    String[] all = new String[count];
    Arrays.fill(all, "{}");
    return all;
  }
}
