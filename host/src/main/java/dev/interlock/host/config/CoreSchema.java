package dev.interlock.host.config;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a plain scalar means: the core schema of YAML 1.2, where `yes`, `on`, `1:30` and dates are
/// text. A number with a leading zero (`010`) is text too, since YAML 1.1 read it as octal; `.inf`
/// and `.nan`, which JSON has not, likewise.
final class CoreSchema extends Resolver {

  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final Set<String> TRUE = Set.of("true", "True", "TRUE");
  private static final Set<String> FALSE = Set.of("false", "False", "FALSE");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?(?:0|[1-9][0-9]*)");
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(?:\\.[0-9]+|(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
  private static final int MOST_DIGITS = 100;
  private static final int LONGEST_NUMBER = 400;

  @Override
  protected void addImplicitResolvers() {
    // None of the patterns of YAML 1.1: resolve decides.
  }

  @Override
  public Tag resolve(NodeId kind, String value, boolean implicit) {
    return switch (kind) {
      case mapping -> Tag.MAP;
      case sequence -> Tag.SEQ;
      case scalar, anchor -> implicit ? tagOf(value) : Tag.STR;
    };
  }

  private static Tag tagOf(String value) {
    if (NULLS.contains(value)) {
      return Tag.NULL;
    }
    if (TRUE.contains(value) || FALSE.contains(value)) {
      return Tag.BOOL;
    }
    if (!looksNumeric(value)) {
      return Tag.STR;
    }
    boolean whole =
        DECIMAL.matcher(value).matches()
            || HEXADECIMAL.matcher(value).matches()
            || OCTAL.matcher(value).matches();
    return whole ? Tag.INT : FLOAT.matcher(value).matches() ? Tag.FLOAT : Tag.STR;
  }

  /// Keeps long texts away from the patterns.
  private static boolean looksNumeric(String value) {
    char first = value.charAt(0);
    return value.length() <= LONGEST_NUMBER
        && ((first >= '0' && first <= '9') || first == '+' || first == '-' || first == '.');
  }

  /// The value of a scalar under a tag; empty where the tag doesn't fit or the number is beyond
  /// what is taken (100 digits, the range of a double).
  static Optional<JsonNode> value(Tag tag, String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (tag.equals(Tag.STR)) {
      return Optional.of(nodes.stringNode(text));
    }
    if (!tag.equals(tagOf(text)) && !(tag.equals(Tag.FLOAT) && tagOf(text).equals(Tag.INT))) {
      return Optional.empty();
    }
    if (tag.equals(Tag.NULL)) {
      return Optional.of(nodes.nullNode());
    }
    if (tag.equals(Tag.BOOL)) {
      return Optional.of(nodes.booleanNode(TRUE.contains(text)));
    }
    return text.length() > MOST_DIGITS ? Optional.empty() : number(tag, text);
  }

  /// What the text would mean as a plain scalar.
  static JsonNode plain(String text) {
    return value(tagOf(text), text).orElseGet(() -> JsonNodeFactory.instance.stringNode(text));
  }

  private static Optional<JsonNode> number(Tag tag, String text) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (tag.equals(Tag.FLOAT)) {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? Optional.of(nodes.numberNode(number)) : Optional.empty();
    }
    BigInteger number =
        text.startsWith("0x")
            ? new BigInteger(text.substring(2), 16)
            : text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
    if (number.bitLength() < Integer.SIZE) {
      return Optional.of(nodes.numberNode(number.intValue()));
    }
    return Optional.of(
        number.bitLength() < Long.SIZE
            ? nodes.numberNode(number.longValue())
            : nodes.numberNode(number));
  }
}
