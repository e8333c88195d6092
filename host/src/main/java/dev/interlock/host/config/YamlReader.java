package dev.interlock.host.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// Turns YAML text into settings, references resolved, within limits that a hostile text can't
/// escape: nodes and text are counted after aliases are expanded. Reports every structural problem;
/// a syntax error ends the reading. One use, one thread.
final class YamlReader {

  static final int MOST_NODES = 100_000;
  static final int LARGEST_TEXT = 8 << 20;

  private static final Set<Tag> TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);
  private static final JsonNode NOTHING = JsonNodeFactory.instance.nullNode();

  private final String source;
  private final boolean hasLines;
  private final ReferenceReader references;
  private final Problems problems;
  private final IdentityHashMap<ScalarNode, Value> values = new IdentityHashMap<>();
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int nodes;
  private long characters;

  private record Value(JsonNode json, boolean referenced) {}

  /// The limits of the whole document are passed: reading ends here.
  private static final class LimitPassed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LimitPassed() {
      super("limit passed", null, false, false);
    }
  }

  /// @param hasLines whether places are lines and columns of the source, or just the source
  YamlReader(String source, boolean hasLines, ReferenceReader references, Problems problems) {
    this.source = source;
    this.hasLines = hasLines;
    this.references = references;
    this.problems = problems;
  }

  /// Empty where the text holds no document, or after a problem that ends the reading.
  Optional<Setting> read(String text, SettingPath path) {
    try {
      return compose(text, path).map(node -> setting(node, path, 1));
    } catch (DepthLimit.TooDeep e) {
      problems.error(place(e.mark()), path, tooDeep());
    } catch (MarkedYAMLException e) {
      SyntaxProblem problem = SyntaxProblem.of(e, text);
      problems.error(place(problem.line(), problem.column()), path, problem.message());
    } catch (YAMLException e) {
      problems.error(place(0, 0), path, "not YAML: " + e.getMessage());
    } catch (LimitPassed e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private Optional<Node> compose(String text, SettingPath path) {
    LoaderOptions options = new LoaderOptions();
    options.setNestingDepthLimit(Integer.MAX_VALUE);
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    options.setCodePointLimit(Integer.MAX_VALUE);
    StreamReader reader = new StreamReader(text);
    DepthLimit parser = new DepthLimit(new ParserImpl(reader, options));
    try {
      return Optional.ofNullable(new Composer(parser, new CoreSchema(), options).getSingleNode());
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // SnakeYAML lets these through for an escape that is cut off.
      problems.error(
          place(reader.getMark()), path, "not YAML: found an escape that is not complete");
      return Optional.empty();
    }
  }

  private static String tooDeep() {
    return "nested too deep, expected at most " + DepthLimit.DEEPEST + " levels";
  }

  private Setting setting(Node node, SettingPath path, int depth) {
    Place place = place(node.getStartMark());
    if (++nodes > MOST_NODES) {
      problems.error(place, path, "too large: aliases expanded, expected at most 100,000 values");
      throw new LimitPassed();
    }
    if (depth > DepthLimit.DEEPEST && !(node instanceof ScalarNode)) {
      problems.error(place, path, tooDeep());
      throw new LimitPassed();
    }
    if (!TAGS.contains(node.getTag())) {
      problems.error(place, path, SyntaxProblem.tag(node.getTag().getValue()));
      return new Setting.Scalar(path, place, NOTHING, false);
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, path, place);
    }
    if (!open.add(node)) {
      problems.error(
          place, path, "found an alias within what it stands for; an alias can't hold itself");
      return new Setting.Scalar(path, place, NOTHING, false);
    }
    Setting setting =
        node instanceof MappingNode mapping
            ? mapping(mapping, path, depth)
            : sequence((SequenceNode) node, path, depth);
    open.remove(node);
    return setting;
  }

  private Setting scalar(ScalarNode node, SettingPath path, Place place) {
    Value value = values.get(node);
    if (value == null) {
      value = resolve(node, path, place);
      values.put(node, value);
    }
    if (value.json().isString()) {
      count(value.json().stringValue(), path, place);
    }
    return new Setting.Scalar(path, place, value.json(), value.referenced());
  }

  private void count(String text, SettingPath path, Place place) {
    characters += text.length();
    if (characters > LARGEST_TEXT) {
      problems.error(
          place,
          path,
          "too large: aliases and references expanded, expected at most 8 MiB of text");
      throw new LimitPassed();
    }
  }

  private Value resolve(ScalarNode node, SettingPath path, Place place) {
    try {
      ReferenceReader.Resolved resolved = references.resolve(node.getValue());
      Optional<JsonNode> json = CoreSchema.value(node.getTag(), resolved.text());
      if (json.isEmpty()) {
        String kind = node.getTag().getValue().replaceFirst(".*:", "");
        problems.error(place, path, "found a value that is not of the tag or range of " + kind);
      }
      return new Value(json.orElse(NOTHING), resolved.referenced());
    } catch (ReferenceReader.Unresolved e) {
      problems.error(place, path, String.valueOf(e.getMessage()));
      return new Value(NOTHING, true);
    }
  }

  private Setting sequence(SequenceNode node, SettingPath path, int depth) {
    List<Setting> items = new ArrayList<>();
    for (Node item : node.getValue()) {
      items.add(setting(item, path.index(items.size()), depth + 1));
    }
    return new Setting.Sequence(path, place(node.getStartMark()), items);
  }

  private Setting mapping(MappingNode node, SettingPath path, int depth) {
    Map<String, Setting.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      Place keyPlace = place(tuple.getKeyNode().getStartMark());
      Optional<String> key = key(tuple.getKeyNode(), path, keyPlace);
      if (key.isPresent()) {
        String name = key.get();
        SettingPath below = path.key(name);
        Setting value = setting(tuple.getValueNode(), below, depth + 1);
        Setting.Entry first = entries.putIfAbsent(name, new Setting.Entry(keyPlace, value));
        if (first != null) {
          problems.error(keyPlace, below, "found this key twice, first at " + first.keyPlace());
        }
      }
    }
    return new Setting.Mapping(path, place(node.getStartMark()), entries);
  }

  private Optional<String> key(Node node, SettingPath path, Place place) {
    if (!(node instanceof ScalarNode scalar)) {
      problems.error(place, path, "found a list or mapping as a key, expected text");
      return Optional.empty();
    }
    String text = scalar.getValue();
    if (scalar.isPlain() && text.equals("<<")) {
      problems.error(
          place,
          path,
          "found <<, which YAML 1.2 does not merge; write the keys out, or use an alias for a whole"
              + " value");
      return Optional.empty();
    }
    if (!scalar.getTag().equals(Tag.STR)) {
      problems.error(
          place,
          path,
          "found the key " + Found.quoted(text, 80) + " unquoted, expected text; quote it");
      return Optional.empty();
    }
    count(text, path, place);
    return Optional.of(text);
  }

  private Place place(Mark mark) {
    return place(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private Place place(int line, int column) {
    return hasLines ? new Place(source, line, column) : Place.whole(source);
  }
}
