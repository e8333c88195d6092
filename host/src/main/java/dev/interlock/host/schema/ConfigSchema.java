package dev.interlock.host.schema;

import com.github.victools.jsonschema.generator.SchemaBuilder;
import dev.interlock.host.schema.TypeSchemas.Direction;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The schema of the whole `webhooks.yaml`, for editors: each section is a top-level key, and a
/// scalar may be a reference, `${env:NAME}` or `${file:/path}`.
public final class ConfigSchema {

  private static final String REFERENCE = "reference";
  private static final Set<String> SCALARS = Set.of("integer", "number", "boolean");

  private ConfigSchema() {}

  /// @param sections settings classes by top-level key; `Void` where a connector takes no section
  public static byte[] of(Map<String, Type> sections) {
    JsonMapper mapper = PayloadMapper.create();
    SchemaBuilder types = new TypeSchemas(mapper, Direction.SETTINGS).begin();
    ObjectNode root =
        mapper.createObjectNode().put("$schema", Envelope.DIALECT).put("title", "webhooks.yaml");
    root.put("type", "object");
    ObjectNode properties = root.putObject("properties");
    sections.forEach(
        (key, type) -> {
          ObjectNode section = types.createSchemaReference(type);
          ArrayNode either = mapper.createArrayNode().add(section);
          either.addObject().put("type", "null");
          properties.set(
              key, type == Void.class ? section : mapper.createObjectNode().set("anyOf", either));
        });
    root.put("additionalProperties", false);
    ObjectNode definitions = types.collectDefinitions("$defs");
    definitions.forEach(ConfigSchema::allowReferences);
    properties.forEach(ConfigSchema::allowReferences);
    definitions
        .putObject(REFERENCE)
        .put("type", "string")
        .put("pattern", "\\$\\{(env|file):[^}]+\\}")
        .put("description", "a reference: ${env:NAME} or ${file:/path}");
    root.set("$defs", definitions);
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  private static void allowReferences(JsonNode schema) {
    if (schema.get("properties") instanceof ObjectNode properties) {
      for (String name : List.copyOf(properties.propertyNames())) {
        JsonNode property = properties.get(name);
        allowReferences(property);
        if (restricted(property)) {
          ObjectNode either = properties.objectNode();
          if (property.has("description")) {
            either.set("description", property.get("description"));
          }
          either.putArray("anyOf").add(property).addObject().put("$ref", "#/$defs/" + REFERENCE);
          properties.set(name, either);
        }
      }
    }
    for (String keyword : Set.of("items", "additionalProperties")) {
      if (schema.get(keyword) instanceof ObjectNode inner) {
        allowReferences(inner);
      }
    }
    if (schema.get("anyOf") instanceof ArrayNode branches) {
      branches.forEach(ConfigSchema::allowReferences);
    }
  }

  /// Whether a reference, which is a string, would not pass as it is.
  private static boolean restricted(JsonNode property) {
    JsonNode type = property.path("type");
    boolean scalar =
        type.isArray()
            ? type.valueStream().anyMatch(name -> SCALARS.contains(name.asString()))
            : SCALARS.contains(type.asString(""));
    return scalar || property.has("enum") || property.has("pattern");
  }
}
