package org.noisystudent.config;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.config.ConfigNode.Mapping;
import org.noisystudent.config.ConfigNode.Origin;
import org.noisystudent.config.ConfigNode.Scalar;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;

/**
 * Loads a config: the file it {@code extends}, over that the file, over that {@code key=value}
 * overrides, later ones winning; the rest is defaults. Paths of data stay as written: relative to
 * the current directory.
 */
public final class ConfigLoader {
  private static final String EXTENDS = "extends";
  private static final long MAX_BYTES = 1 << 20;

  private ConfigLoader() {}

  /**
   * Returns the config of a file.
   *
   * @param overrides {@code key=value}, the value being YAML; {@code
   *     selfTraining.students[0].train.steps=9} changes one entry of a list
   * @throws UserErrorException with one line for each problem
   */
  public static ExperimentConfig load(Path file, List<String> overrides) {
    Mapping root = read(file, List.of());
    for (String override : overrides) {
      root = ConfigOverride.parse(override).applyTo(root);
    }
    return checked(root);
  }

  /**
   * Returns the config of a text that extends no other, such as a resolved one.
   *
   * @param name stands before each problem
   */
  public static ExperimentConfig parse(String yaml, String name) {
    return checked(mapping(YamlText.read(yaml, new Origin(name, ""))));
  }

  /** Returns every key with its default and its rule, in the order of the config. */
  public static List<ConfigKey> keys() {
    Map<String, ConfigKey> keys = new LinkedHashMap<>();
    keys.put(EXTENDS, new ConfigKey(EXTENDS, "''", "a config file, relative to this one"));
    Mapping empty = new Mapping(new Origin("", ""), Map.of());
    new ExperimentReader(keys, new ConfigProblems()).read(empty);
    return List.copyOf(keys.values());
  }

  private static ExperimentConfig checked(Mapping root) {
    ConfigProblems problems = new ConfigProblems();
    ExperimentConfig config = new ExperimentReader(new LinkedHashMap<>(), problems).read(root);
    problems.throwIfAny();
    return config;
  }

  private static Mapping read(Path file, List<Path> readers) {
    Path place = file.toAbsolutePath().normalize();
    List<Path> chain = new ArrayList<>(readers);
    chain.add(place);
    if (readers.contains(place)) {
      throw new UserErrorException(
          Kind.USAGE,
          "%s: extends (%s) must not lead back to itself"
              .formatted(readers.get(readers.size() - 1), file));
    }
    Mapping own = mapping(YamlText.read(text(file), new Origin(file.toString(), "")));
    ConfigNode base = own.values().get(EXTENDS);
    if (base == null) {
      return own;
    }
    if (!(base instanceof Scalar scalar) || scalar.text().isEmpty()) {
      throw new UserErrorException(
          Kind.USAGE, "%s: extends (%s) must be a config file".formatted(file, base.shown()));
    }
    Path baseFile = file.resolveSibling(scalar.text());
    if (!Files.exists(baseFile)) {
      throw new UserErrorException(
          Kind.USAGE,
          "%s: extends (%s) must be a config file; there is no %s"
              .formatted(file, scalar.text(), baseFile));
    }
    Map<String, ConfigNode> rest = new LinkedHashMap<>(own.values());
    rest.remove(EXTENDS);
    return read(baseFile, chain).mergedWith(new Mapping(own.origin(), rest));
  }

  private static Mapping mapping(ConfigNode node) {
    if (node instanceof Mapping mapping) {
      return mapping;
    }
    if (node instanceof Scalar scalar && scalar.text().isEmpty()) {
      return new Mapping(node.origin(), Map.of());
    }
    throw new UserErrorException(
        Kind.USAGE,
        "%s: a config must be keys with values, not %s"
            .formatted(node.origin().source(), node.shown()));
  }

  private static String text(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new UserErrorException(Kind.USAGE, file + ": a config must be a file, not a folder");
      }
      if (Files.size(file) > MAX_BYTES) {
        throw new UserErrorException(Kind.USAGE, file + ": a config must be at most 1 MiB");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new UserErrorException(Kind.USAGE, file + ": there is no such config file", e);
    } catch (MalformedInputException e) {
      throw new UserErrorException(Kind.USAGE, file + ": a config must be UTF-8 text", e);
    } catch (IOException e) {
      throw new UserErrorException(Kind.USAGE, file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
