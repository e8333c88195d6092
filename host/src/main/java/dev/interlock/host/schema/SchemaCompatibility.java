package dev.interlock.host.schema;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a changed schema of an event's body breaks: for those who read it, a property that is
/// removed, retyped or made optional; for those who publish the event, input that is made required
/// or narrowed. Whoever means such a change gives the event a new version.
public final class SchemaCompatibility {

  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String REFERENCE = "#/$defs/";

  private final JsonNode earlier;
  private final JsonNode later;
  private final List<String> differences = new ArrayList<>();
  private final Set<String> compared = new HashSet<>();

  private SchemaCompatibility(JsonNode earlier, JsonNode later) {
    this.earlier = earlier;
    this.later = later;
  }

  /// One line for each difference that breaks somebody: `parameters.readings[].unit: removed`.
  ///
  /// @param earlier schema of the body of `after:EVENT`
  /// @param later schema of the same event and version
  public static List<String> breaks(byte[] earlier, byte[] later) {
    SchemaCompatibility both =
        new SchemaCompatibility(MAPPER.readTree(earlier), MAPPER.readTree(later));
    both.compareIn("parameters", true);
    both.compareIn("results", false);
    return List.copyOf(both.differences);
  }

  private void compareIn(String property, boolean input) {
    compare(
        property,
        earlier.path("properties").path(property),
        later.path("properties").path(property),
        input);
  }

  private void compare(String path, JsonNode before, JsonNode after, boolean input) {
    JsonNode was = resolved(earlier, before);
    JsonNode is = resolved(later, after);
    if (was.isMissingNode() || is.isMissingNode() || (was.equals(is) && !hasReference(was))) {
      return;
    }
    if (!compared.add(before + " " + after + " " + input)) {
      return; // a type that contains itself
    }
    Set<String> types = types(was);
    if (!types.equals(types(is))) {
      differences.add(path + ": retyped, from " + words(types) + " to " + words(types(is)));
      return;
    }
    compareProperties(path, was, is, input);
    compare(path + "[]", was.path("items"), is.path("items"), input);
    if (was.path("additionalProperties").isObject()) {
      compare(
          path + ".*", was.path("additionalProperties"), is.path("additionalProperties"), input);
    }
    compareAlternatives(path, was, is, input);
    if (input) {
      new InputNarrowing(was, is).each(what -> differences.add(path + ": " + what));
    }
  }

  private static boolean hasReference(JsonNode schema) {
    return schema.toString().contains("\"$ref\"");
  }

  private static JsonNode resolved(JsonNode root, JsonNode schema) {
    JsonNode found = schema;
    for (int hops = 0; hops < 100 && found.has("$ref"); hops++) {
      String reference = found.path("$ref").asString("");
      if (!reference.startsWith(REFERENCE)) {
        return found;
      }
      found = root.path("$defs").path(reference.substring(REFERENCE.length()));
    }
    return found;
  }

  private static Set<String> types(JsonNode schema) {
    Set<String> types = new TreeSet<>();
    JsonNode type = schema.path("type");
    if (type.isString()) {
      types.add(type.asString());
    }
    type.values().forEach(each -> types.add(each.asString()));
    return types;
  }

  private static String words(Set<String> types) {
    return types.isEmpty() ? "any" : String.join(" or ", types);
  }

  private void compareProperties(String path, JsonNode was, JsonNode is, boolean input) {
    Set<String> required = strings(was.path("required"));
    Set<String> requiredNow = strings(is.path("required"));
    was.path("properties")
        .properties()
        .forEach(
            property -> {
              String name = property.getKey();
              String place = path + "." + name;
              JsonNode now = is.path("properties").path(name);
              if (now.isMissingNode()) {
                differences.add(place + ": removed");
                return;
              }
              if (required.contains(name) && !requiredNow.contains(name)) {
                differences.add(place + ": made optional");
              }
              compare(place, property.getValue(), now, input);
            });
    if (input) {
      requiredNow.stream()
          .filter(name -> !required.contains(name))
          .forEach(name -> differences.add(path + "." + name + ": made required"));
    }
  }

  /// In their order, as the generator writes them.
  private void compareAlternatives(String path, JsonNode was, JsonNode is, boolean input) {
    for (String keyword : List.of("anyOf", "oneOf", "allOf")) {
      JsonNode before = was.path(keyword);
      JsonNode after = is.path(keyword);
      if (before.size() > after.size()) {
        differences.add(path + ": narrowed, " + keyword + " has fewer alternatives");
      }
      for (int i = 0; i < Math.min(before.size(), after.size()); i++) {
        compare(path, before.path(i), after.path(i), input);
      }
    }
  }

  static Set<String> strings(JsonNode array) {
    Set<String> strings = new TreeSet<>();
    array
        .values()
        .forEach(each -> strings.add(each.isString() ? each.asString() : each.toString()));
    return strings;
  }

  /// Constraints of the input that let less through than before.
  private record InputNarrowing(JsonNode was, JsonNode is) {

    private static final List<String> LEAST =
        List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");
    private static final List<String> MOST =
        List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");
    private static final List<String> FORMS = List.of("pattern", "format", "multipleOf");

    void each(java.util.function.Consumer<String> difference) {
      LEAST.forEach(keyword -> bound(keyword, 1).ifPresent(difference));
      MOST.forEach(keyword -> bound(keyword, -1).ifPresent(difference));
      for (String keyword : FORMS) {
        JsonNode now = is.path(keyword);
        if (!now.isMissingNode() && !now.equals(was.path(keyword))) {
          difference.accept("narrowed, " + keyword + " " + now);
        }
      }
      if (is.path("uniqueItems").asBoolean(false) && !was.path("uniqueItems").asBoolean(false)) {
        difference.accept("narrowed, uniqueItems");
      }
      if (is.path("additionalProperties").equals(MAPPER.getNodeFactory().booleanNode(false))
          && !was.path("additionalProperties").equals(is.path("additionalProperties"))) {
        difference.accept("narrowed, no further properties");
      }
      values().ifPresent(difference);
    }

    private Optional<String> bound(String keyword, int direction) {
      JsonNode now = is.path(keyword);
      if (!now.isNumber()) {
        return Optional.empty();
      }
      JsonNode before = was.path(keyword);
      boolean tighter =
          !before.isNumber()
              || Integer.signum(now.decimalValue().compareTo(before.decimalValue())) == direction;
      return tighter
          ? Optional.of(
              "narrowed, "
                  + keyword
                  + " "
                  + now
                  + (before.isNumber() ? " instead of " + before : ""))
          : Optional.empty();
    }

    private Optional<String> values() {
      JsonNode now = is.path("enum");
      if (now.isMissingNode()) {
        return Optional.empty();
      }
      Set<String> gone = strings(was.path("enum"));
      if (gone.isEmpty()) {
        return Optional.of("narrowed, only " + now);
      }
      gone.removeAll(strings(now));
      return gone.isEmpty()
          ? Optional.empty()
          : Optional.of("narrowed, without " + String.join(", ", gone));
    }
  }
}
