package org.noisystudent.config;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.noisystudent.config.ConfigNode.Mapping;
import org.noisystudent.config.ConfigNode.Origin;
import org.noisystudent.config.ConfigNode.Scalar;
import org.noisystudent.config.ConfigNode.Sequence;
import org.noisystudent.savedmodel.UserErrorException;
import org.noisystudent.savedmodel.UserErrorException.Kind;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML as untyped nodes. What a text from anywhere could do harm with is refused: type tags, keys
 * given twice, more aliases, nesting or nodes than a config needs.
 */
final class YamlText {
  private static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_ALIASES = 20;
  private static final int MAX_DEPTH = 20;
  private static final int MAX_NODES = 20_000;

  private int nodes;

  private YamlText() {}

  /**
   * Returns the value of a document.
   *
   * @throws UserErrorException if it is not YAML, or refused
   */
  static ConfigNode read(String text, Origin origin) {
    if (text.length() > MAX_CHARACTERS) {
      throw refused(
          origin, "%d characters are more than %d".formatted(text.length(), MAX_CHARACTERS));
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(MAX_DEPTH);
    Yaml yaml = new Yaml(options);
    try {
      for (Event event : yaml.parse(new StringReader(text))) {
        String tag =
            event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent start ? start.getTag() : null;
        if (tag != null) {
          throw refused(origin, at(event.getStartMark()) + "type tags are not allowed: " + tag);
        }
      }
      Node root = yaml.compose(new StringReader(text));
      return root == null ? new Scalar(origin, "") : new YamlText().node(root, origin, 0);
    } catch (MarkedYAMLException e) {
      throw refused(origin, at(e.getProblemMark()) + "not YAML: " + e.getProblem());
    } catch (YAMLException e) {
      throw refused(origin, "not YAML: " + String.valueOf(e.getMessage()).replace('\n', ' '));
    }
  }

  private ConfigNode node(Node node, Origin origin, int depth) {
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
      throw refused(origin, at(node.getStartMark()) + "too many or too deeply nested values");
    }
    if (node instanceof ScalarNode scalar) {
      return new Scalar(origin, scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue());
    }
    if (node instanceof SequenceNode sequence) {
      List<ConfigNode> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(node(item, origin.item(items.size()), depth + 1));
      }
      return new Sequence(origin, items);
    }
    Map<String, ConfigNode> values = new LinkedHashMap<>();
    for (NodeTuple entry : ((MappingNode) node).getValue()) {
      String where = at(entry.getKeyNode().getStartMark());
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw refused(origin, where + "a key must be a word");
      }
      Origin child = origin.child(key.getValue());
      if (values.put(key.getValue(), node(entry.getValueNode(), child, depth + 1)) != null) {
        throw refused(origin, where + child.key() + " is given twice");
      }
    }
    return new Mapping(origin, values);
  }

  private static String at(Mark mark) {
    return mark == null
        ? ""
        : "line %d, column %d: ".formatted(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static UserErrorException refused(Origin origin, String message) {
    return new UserErrorException(Kind.USAGE, origin.source() + ": " + message);
  }
}
