package dev.interlock.host.schema;

import com.github.victools.jsonschema.generator.SchemaBuilder;
import dev.interlock.api.Event;
import dev.interlock.api.Preposition;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The schema of a webhook's request body around the event's own types.
final class Envelope {

  static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Envelope() {}

  static ObjectNode of(Event<?, ?> event, Preposition preposition, SchemaBuilder types) {
    String hook = preposition + ":" + event.name();
    ObjectNode root = head(hook, event.description());
    root.put("type", "object");
    ObjectNode properties = root.putObject("properties");
    properties.set("id", string("the event's id, the same on every try and in every hook"));
    properties.set("event", NODES.objectNode().put("const", hook));
    properties.set(
        "created_at", string("when the event was published, in UTC").put("format", "date-time"));
    properties.set("version", NODES.objectNode().put("const", event.version()));
    properties.set("source", source());
    properties.set("schema", string("content-addressed name of this schema"));
    properties.set(
        "parameters",
        event.hasInput() ? types.createSchemaReference(event.inputType()) : nothing());
    properties.set(
        "results", preposition == Preposition.BEFORE ? nothing() : results(event, types));
    if (preposition == Preposition.AFTER) {
      ArrayNode outcomes = properties.putObject("outcome").put("type", "string").putArray("enum");
      outcomes.add("completed").add("failed");
    }
    return closed(root);
  }

  static ObjectNode head(String title, String description) {
    ObjectNode root = NODES.objectNode().put("$schema", DIALECT).put("title", title);
    return description.isEmpty() ? root : root.put("description", description);
  }

  private static ObjectNode source() {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.set("assembly", string("the assembly that published it"));
    properties.set("connector", string("the connector that defines the event"));
    properties.set("connector_version", string("that connector's version"));
    return closed(schema);
  }

  private static ObjectNode results(Event<?, ?> event, SchemaBuilder types) {
    ObjectNode answered = NODES.objectNode().put("type", "object");
    ObjectNode properties = answered.putObject("properties");
    properties.set("connector", string("which connector answered"));
    properties.set(
        "value",
        event.hasResult() ? orNull(types.createSchemaReference(event.resultType())) : nothing());
    ObjectNode failed = NODES.objectNode().put("type", "object");
    ObjectNode reasons = failed.putObject("properties");
    reasons.set("connector", string("which connector failed"));
    reasons.set("error", string("what went wrong"));
    ObjectNode schema = NODES.objectNode().put("type", "array");
    schema.putObject("items").putArray("anyOf").add(closed(answered)).add(closed(failed));
    return schema;
  }

  /// A handler may return null.
  private static ObjectNode orNull(ObjectNode schema) {
    if (schema.isEmpty()) {
      return schema;
    }
    ObjectNode either = NODES.objectNode();
    either.putArray("anyOf").add(schema).add(nothing());
    return either;
  }

  private static ObjectNode closed(ObjectNode schema) {
    ArrayNode required = schema.putArray("required");
    schema.get("properties").propertyNames().forEach(required::add);
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode string(String description) {
    return NODES.objectNode().put("type", "string").put("description", description);
  }

  private static ObjectNode nothing() {
    return NODES.objectNode().put("type", "null");
  }
}
