package dev.interlock.host.schema;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Small examples made from a schema of ours. Where a pattern is beyond the texts it knows, an
/// optional property is left out.
final class Samples {

  static final byte[] NULL = "null".getBytes(UTF_8);

  private static final int DEPTH = 12;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> TEXTS =
      List.of(
          "example",
          "5s",
          "1",
          "a",
          "A",
          "ab",
          "abc",
          "ABC",
          "a1",
          "A1",
          "10",
          "1.0",
          "1.0.0",
          "v1.0.0",
          "0000",
          "64KiB",
          "10/s",
          "example-1",
          "example_1",
          "example.com",
          "https://example.com",
          "ada@example.com",
          "/example",
          "#example",
          "2026-01-01",
          "12:00",
          "2026-01-01T00:00:00Z",
          "123e4567-e89b-12d3-a456-426614174000",
          "127.0.0.1",
          "+15550100",
          "en-US",
          "example:1",
          "a=b",
          "EXAMPLE",
          "Example",
          "12345",
          "deadbeef",
          "%",
          "ms",
          "rpm",
          "USD");

  private final JsonNode root;

  Samples(JsonNode root) {
    this.root = root;
  }

  /// Required properties and optional scalars.
  JsonNode full() {
    return of(root, true, 0);
  }

  /// Required properties only.
  JsonNode required() {
    return of(root, false, 0);
  }

  private JsonNode of(JsonNode schema, boolean optional, int depth) {
    JsonNode found = find(schema, optional, depth);
    return found == null ? NODES.stringNode("example") : found;
  }

  private @Nullable JsonNode find(JsonNode schema, boolean optional, int depth) {
    JsonNode reference = schema.get("$ref");
    if (reference != null) {
      return find(root.at(reference.asString().substring(1)), optional, depth + 1);
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("enum")) {
      return schema.get("enum").get(0);
    }
    for (String keyword : List.of("anyOf", "oneOf")) {
      if (schema.get(keyword) instanceof ArrayNode branches) {
        return branch(branches, optional, depth);
      }
    }
    return switch (type(schema)) {
      case "object" -> object(schema, optional, depth);
      case "array" -> array(schema, optional, depth);
      case "string" -> string(schema);
      case "integer" -> number(schema, true);
      case "number" -> number(schema, false);
      case "boolean" -> NODES.booleanNode(true);
      case "null" -> NODES.nullNode();
      default -> NODES.stringNode("example");
    };
  }

  private @Nullable JsonNode branch(ArrayNode branches, boolean optional, int depth) {
    boolean hasNull = branches.valueStream().anyMatch(branch -> type(branch).equals("null"));
    if (hasNull && depth >= DEPTH) {
      return NODES.nullNode();
    }
    for (JsonNode branch : branches) {
      if (!type(branch).equals("null") && depth < 2 * DEPTH) {
        return find(branch, optional, depth + 1);
      }
    }
    return hasNull ? NODES.nullNode() : null;
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (!type.isArray()) {
      return type.asString("");
    }
    return type.valueStream()
        .map(JsonNode::asString)
        .filter(name -> !name.equals("null"))
        .findFirst()
        .orElse("null");
  }

  private ObjectNode object(JsonNode schema, boolean optional, int depth) {
    Set<String> required = new HashSet<>();
    schema.path("required").forEach(name -> required.add(name.asString()));
    ObjectNode sample = NODES.objectNode();
    schema
        .path("properties")
        .forEachEntry(
            (name, property) -> {
              if (required.contains(name)) {
                sample.set(name, of(property, optional, depth + 1));
              } else if (optional && cheap(property)) {
                JsonNode value = find(property, true, depth + 1);
                if (value != null) {
                  sample.set(name, value);
                }
              }
            });
    return sample;
  }

  private static boolean cheap(JsonNode property) {
    String type = type(property);
    return property.has("const")
        || property.has("enum")
        || Set.of("string", "integer", "number", "boolean").contains(type);
  }

  private ArrayNode array(JsonNode schema, boolean optional, int depth) {
    int least = schema.path("minItems").asInt(0);
    boolean one = depth < DEPTH / 2 && schema.path("maxItems").asInt(1) > 0;
    ArrayNode sample = NODES.arrayNode();
    for (int i = 0; i < Math.max(least, one ? 1 : 0); i++) {
      sample.add(of(schema.path("items"), optional, depth + 1));
    }
    return sample;
  }

  private static @Nullable JsonNode string(JsonNode schema) {
    int least = schema.path("minLength").asInt(0);
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    String format = schema.path("format").asString("");
    Pattern pattern = Pattern.compile(schema.path("pattern").asString(""));
    Stream<String> candidates =
        switch (format) {
          case "date-time" -> Stream.of("2026-01-01T00:00:00Z");
          case "date" -> Stream.of("2026-01-01");
          case "time" -> Stream.of("12:00:00");
          case "uri", "uri-reference" -> Stream.of("https://example.com");
          case "email", "idn-email" -> Stream.of("ada@example.com");
          case "uuid" -> Stream.of("123e4567-e89b-12d3-a456-426614174000");
          default ->
              TEXTS.stream()
                  .flatMap(text -> Stream.of(text, fit(text, least, most)))
                  .map(text -> fit(text, 0, most));
        };
    return candidates
        .filter(
            text -> text.length() >= least && text.length() <= most && pattern.matcher(text).find())
        .findFirst()
        .<JsonNode>map(NODES::stringNode)
        .orElse(null);
  }

  private static String fit(String text, int least, int most) {
    String grown = text.length() >= least ? text : text.repeat(least / text.length() + 1);
    return grown.length() <= most ? grown : grown.substring(0, most);
  }

  private static JsonNode number(JsonNode schema, boolean whole) {
    BigDecimal least = decimal(schema, "minimum");
    BigDecimal most = decimal(schema, "maximum");
    BigDecimal above = decimal(schema, "exclusiveMinimum");
    BigDecimal below = decimal(schema, "exclusiveMaximum");
    BigDecimal value = BigDecimal.ONE;
    if (least != null && value.compareTo(least) < 0) {
      value = whole ? least.setScale(0, RoundingMode.CEILING) : least;
    }
    if (above != null && value.compareTo(above) <= 0) {
      value =
          whole
              ? above.setScale(0, RoundingMode.FLOOR).add(BigDecimal.ONE)
              : between(above, most == null ? below : most);
    }
    if (most != null && value.compareTo(most) > 0) {
      value = whole ? most.setScale(0, RoundingMode.FLOOR) : most;
    }
    if (below != null && value.compareTo(below) >= 0) {
      BigDecimal floor = least == null ? above : least;
      value =
          whole
              ? below.setScale(0, RoundingMode.CEILING).subtract(BigDecimal.ONE)
              : between(floor == null ? below.subtract(BigDecimal.ONE) : floor, below);
    }
    return whole
        ? NODES.numberNode(value.toBigInteger())
        : NODES.numberNode(value.stripTrailingZeros());
  }

  private static BigDecimal between(BigDecimal low, @Nullable BigDecimal high) {
    return high == null ? low.add(BigDecimal.ONE) : low.add(high).divide(BigDecimal.TWO);
  }

  private static @Nullable BigDecimal decimal(JsonNode schema, String keyword) {
    return schema.has(keyword) ? schema.get(keyword).decimalValue() : null;
  }
}
