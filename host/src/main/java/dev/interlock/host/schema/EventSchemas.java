package dev.interlock.host.schema;

import com.github.victools.jsonschema.generator.SchemaBuilder;
import dev.interlock.api.Event;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Preposition;
import dev.interlock.host.schema.TypeSchemas.Direction;
import java.io.IOException;
import java.lang.reflect.Type;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.erdtman.jcs.JsonCanonicalizer;
import tools.jackson.databind.node.ObjectNode;

/// Schemas of one connector's events, generated once each and kept as bytes. Thread-safe.
public final class EventSchemas {

  private static final String DEFINITIONS = "$defs";

  private final TypeMapping mapping;
  private final Map<Direction, TypeSchemas> generators =
      new EnumMap<>(Direction.class); // guarded by itself
  private final Map<String, byte[]> schemas = new ConcurrentHashMap<>();
  private final Map<String, String> beforeUrns = new ConcurrentHashMap<>(); // by the event's name
  private final Map<String, String> afterUrns = new ConcurrentHashMap<>();

  public EventSchemas(TypeMapping mapping) {
    this.mapping = mapping;
  }

  /// JSON Schema 2020-12 of the body that a webhook on `preposition:event` gets, pretty-printed.
  /// Nobody writes to the array.
  public byte[] body(Event<?, ?> event, Preposition preposition) {
    if (preposition == Preposition.ON) {
      throw unhookable(event);
    }
    return schemas.computeIfAbsent(
        preposition + ":" + event.name(),
        key -> generate(Direction.BODY, types -> envelope(event, preposition, types)));
  }

  private static IllegalArgumentException unhookable(Event<?, ?> event) {
    return new IllegalArgumentException(
        "found on:" + event.name() + ", expected before or after: webhooks hook before or after");
  }

  /// Schema of the body of a publish request: the event's input in every form that is read.
  public byte[] input(Event<?, ?> event) {
    return schemas.computeIfAbsent(
        "input:" + event.name(), key -> generate(Direction.INPUT, types -> input(event, types)));
  }

  private static Content envelope(Event<?, ?> event, Preposition preposition, SchemaBuilder types) {
    ObjectNode root = Envelope.of(event, preposition, types);
    return new Content(root, root.objectNode());
  }

  private static Content result(Event<?, ?> event, SchemaBuilder types) {
    return new Content(
        Envelope.head("result of " + event.name(), ""),
        types.createSchemaReference(event.resultType()));
  }

  private static Content input(Event<?, ?> event, SchemaBuilder types) {
    ObjectNode root = Envelope.head("input of " + event.name(), event.description());
    if (!event.hasInput()) {
      root.putArray("type").add("null").add("object");
      return new Content(root.put("maxProperties", 0), root.objectNode());
    }
    return new Content(root, types.createSchemaReference(event.inputType()));
  }

  private byte[] generate(Direction direction, Function<SchemaBuilder, Content> content) {
    ObjectNode root;
    synchronized (generators) {
      TypeSchemas generator =
          generators.computeIfAbsent(direction, key -> new TypeSchemas(mapping.mapper(), key));
      SchemaBuilder types = generator.begin();
      Content made = content.apply(types);
      ObjectNode definitions = types.collectDefinitions(DEFINITIONS);
      root = made.root;
      root.setAll(made.type);
      if (!definitions.isEmpty()) {
        root.set(DEFINITIONS, definitions);
      }
    }
    return mapping.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  /// @param type joins the root once its definitions are collected: until then it is empty
  private record Content(ObjectNode root, ObjectNode type) {}

  /// `urn:interlock:PREPOSITION:EVENT:VERSION:sha256-HEX`, the hash being of the RFC 8785 form of
  /// `body`.
  public String urn(Event<?, ?> event, Preposition preposition) {
    Map<String, String> known =
        switch (preposition) {
          case BEFORE -> beforeUrns;
          case AFTER -> afterUrns;
          case ON -> throw unhookable(event);
        };
    String urn = known.get(event.name()); // each body asks: no key is put together for it
    return urn != null
        ? urn
        : known.computeIfAbsent(
            event.name(),
            name ->
                "urn:interlock:"
                    + preposition
                    + ":"
                    + name
                    + ":"
                    + event.version()
                    + ":sha256-"
                    + hash(body(event, preposition)));
  }

  private static String hash(byte[] schema) {
    try {
      byte[] canonical = new JsonCanonicalizer(schema).getEncodedUTF8();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("a schema that has no RFC 8785 form", e);
    }
  }

  /// A small input that `input` accepts; `null` for an event without one.
  public byte[] sampleInput(Event<?, ?> event) {
    return event.hasInput() ? sample(input(event), event.inputType()) : Samples.NULL.clone();
  }

  /// A small result that `body` of after accepts as a value; `null` for an event without one.
  public byte[] sampleResult(Event<?, ?> event) {
    if (!event.hasResult()) {
      return Samples.NULL.clone();
    }
    byte[] schema =
        schemas.computeIfAbsent(
            "result:" + event.name(),
            key -> generate(Direction.BODY, types -> result(event, types)));
    return sample(schema, event.resultType());
  }

  /// With the optional components that cost little, unless the record's own constructor refuses
  /// them together.
  private byte[] sample(byte[] schema, Type type) {
    Samples samples = new Samples(mapping.mapper().readTree(schema));
    byte[] full = mapping.mapper().writeValueAsBytes(samples.full());
    try {
      mapping.read("sample", full, type);
      return full;
    } catch (InvalidInputException e) {
      return mapping.mapper().writeValueAsBytes(samples.required());
    }
  }
}
