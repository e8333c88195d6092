package dev.interlock.tuning.adjust;

import dev.interlock.tuning.adjust.FileFormat.NewValue;
import dev.interlock.tuning.adjust.FileFormat.SettingKey;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/// The text of a YAML file. SnakeYAML says where a value stands; the edit is of the text, and read
/// again before it counts.
final class YamlText {

  /// Strings that every YAML reads as strings without quotes, booleans of YAML 1.1 aside.
  private static final Pattern SAFE = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");

  private static final Resolver RESOLVER = new Resolver();

  private YamlText() {}

  static Optional<String> find(String text, SettingKey key) {
    MappingNode root = root(text);
    if (root == null) {
      return Optional.empty();
    }
    return entry(scope(root, key), key.setting())
        .map(NodeTuple::getValueNode)
        .map(node -> valueOf(node, key));
  }

  static String set(String text, SettingKey key, NewValue value) {
    MappingNode root = root(text);
    String edited;
    if (root == null) {
      edited = FileFormat.append(text, line(key, value));
    } else {
      MappingNode scope = scope(root, key);
      Optional<NodeTuple> found = entry(scope, key.setting());
      edited =
          found.isPresent()
              ? replaced(text, found.get(), key, value)
              : added(text, scope, key, value);
    }
    if (!find(edited, key).equals(Optional.of(value.text()))) {
      throw new IllegalArgumentException(
          key + " can't be edited where it stands: write it as one plain value");
    }
    return edited;
  }

  private static @Nullable MappingNode root(String text) {
    try {
      Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
      if (root == null || (root instanceof ScalarNode scalar && scalar.getValue().isEmpty())) {
        return null;
      }
      if (root instanceof MappingNode mapping) {
        return mapping;
      }
      throw new IllegalArgumentException(
          "found a " + root.getNodeId() + ", expected keys and values");
    } catch (YAMLException broken) {
      throw new IllegalArgumentException("no YAML: " + broken.getMessage(), broken);
    }
  }

  /// The component's own mapping where there is one, else the whole.
  private static MappingNode scope(MappingNode root, SettingKey key) {
    return entry(root, key.component())
        .map(NodeTuple::getValueNode)
        .filter(MappingNode.class::isInstance)
        .map(MappingNode.class::cast)
        .orElse(root);
  }

  private static Optional<NodeTuple> entry(MappingNode mapping, String name) {
    List<NodeTuple> found =
        mapping.getValue().stream()
            .filter(
                tuple ->
                    tuple.getKeyNode() instanceof ScalarNode scalar
                        && scalar.getValue().equals(name))
            .toList();
    if (found.size() > 1) {
      throw new IllegalArgumentException("\"" + name + "\" stands twice");
    }
    return found.stream().findFirst();
  }

  private static String valueOf(Node node, SettingKey key) {
    if (node instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    throw new IllegalArgumentException(key + " is a " + node.getNodeId() + ", expected one value");
  }

  private static String replaced(String text, NodeTuple entry, SettingKey key, NewValue value) {
    ScalarNode old = scalar(entry, key);
    int start = offset(text, old.getStartMark());
    int end = offset(text, old.getEndMark());
    String space = start == end ? " " : "";
    return text.substring(0, start) + space + written(value, old) + text.substring(end);
  }

  private static ScalarNode scalar(NodeTuple entry, SettingKey key) {
    boolean alias =
        entry.getValueNode().getStartMark().getIndex() < entry.getKeyNode().getEndMark().getIndex();
    if (alias || entry.getValueNode().getAnchor() != null) {
      throw new IllegalArgumentException(
          key + " is shared by an anchor: write it as a value of its own");
    }
    valueOf(entry.getValueNode(), key);
    ScalarNode old = (ScalarNode) entry.getValueNode();
    if (old.getScalarStyle() == ScalarStyle.LITERAL || old.getScalarStyle() == ScalarStyle.FOLDED) {
      throw new IllegalArgumentException(key + " is a block text: write it on one line");
    }
    return old;
  }

  private static String added(String text, MappingNode scope, SettingKey key, NewValue value) {
    boolean flow = scope.getFlowStyle() == FlowStyle.FLOW;
    if (flow) {
      int start = offset(text, scope.getStartMark()) + 1;
      return text.substring(0, start)
          + line(key, value)
          + (scope.getValue().isEmpty() ? "" : ", ")
          + text.substring(start);
    }
    Mark first = scope.getValue().getFirst().getKeyNode().getStartMark();
    int start = offset(text, first);
    String end = text.contains("\r\n") ? "\r\n" : "\n";
    return text.substring(0, start)
        + line(key, value)
        + end
        + " ".repeat(first.getColumn())
        + text.substring(start);
  }

  private static String line(SettingKey key, NewValue value) {
    return key.setting()
        + ": "
        + (value.number() || isString(value.text()) ? value.text() : quoted(value.text()));
  }

  /// A quoted value stays quoted, a string stays a string, `true` may become `false`.
  private static String written(NewValue value, ScalarNode old) {
    if (old.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED) {
      return '"' + value.text().replaceAll("[\\\\\"]", "\\\\$0") + '"';
    }
    if (old.getScalarStyle() == ScalarStyle.SINGLE_QUOTED) {
      return quoted(value.text());
    }
    Tag tag = tagOf(old.getValue());
    boolean sameKind =
        !tag.equals(Tag.STR) && !tag.equals(Tag.NULL) && tag.equals(tagOf(value.text()));
    return value.number() || sameKind || isString(value.text())
        ? value.text()
        : quoted(value.text());
  }

  private static boolean isString(String text) {
    return SAFE.matcher(text).matches() && tagOf(text).equals(Tag.STR);
  }

  private static Tag tagOf(String plain) {
    return RESOLVER.resolve(NodeId.scalar, plain, true);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /// SnakeYAML counts code points, Java its own units.
  private static int offset(String text, Mark mark) {
    return text.offsetByCodePoints(0, mark.getIndex());
  }
}
