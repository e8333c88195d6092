package dev.interlock.host.schema;

import com.github.victools.jsonschema.generator.SchemaBuilder;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.host.schema.TypeSchemas.Direction;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON and constraints of one connector's payload types. Thread-safe; the caches die with it, so
/// that the connector's class loader can go. Hibernate Validator is not loaded before `validate`
/// meets a type that has constraints, nor the schema validator before JSON that can't be read.
public final class TypeMapping implements AutoCloseable {

  private final Map<Type, Codec> codecs = new ConcurrentHashMap<>();
  private final Map<Type, SchemaValidator> readable = new ConcurrentHashMap<>();
  private final Constraints constraints = new Constraints(new PropertyNames(this::mapper));
  private volatile @Nullable JsonMapper mapper;

  private record Codec(ObjectWriter writer, ObjectReader reader) {}

  public TypeMapping() {}

  /// Made when it is first needed, which is after the start. Two of them, made at once, are alike.
  JsonMapper mapper() {
    JsonMapper made = mapper;
    if (made == null) {
      made = PayloadMapper.create();
      mapper = made;
    }
    return made;
  }

  /// Compact UTF-8 JSON; every component is there, null ones as null.
  ///
  /// @throws JacksonException where a value has no JSON form: NaN, a negative duration
  public byte[] write(@Nullable Object value, Type type) {
    return codec(type).writer.writeValueAsBytes(value);
  }

  /// The same into a generator, which stays open.
  public void write(JsonGenerator out, @Nullable Object value, Type type) {
    codec(type).writer.writeValue(out, value);
  }

  /// Reads what `write` writes; a duration may also be a number of seconds. `Void` takes `null`,
  /// `{}` and nothing.
  ///
  /// @throws InvalidInputException naming each path that is wrong, unknown or null where a value
  ///   must be
  public @Nullable Object read(String event, byte[] json, Type type) {
    if (type == Void.class) {
      readNothing(event, json);
      return null;
    }
    try {
      Object value = codec(type).reader.readValue(json);
      if (value == null) {
        throw new InvalidInputException(
            event, List.of(new Violation(Violations.ROOT, "found null, expected a value")));
      }
      return value;
    } catch (StreamReadException e) {
      throw new InvalidInputException(event, List.of(Violations.syntax(e)));
    } catch (JacksonException e) {
      throw new InvalidInputException(event, everyProblem(json, type, e));
    }
  }

  private static void readNothing(String event, byte[] json) {
    String text = new String(json, java.nio.charset.StandardCharsets.UTF_8).strip();
    boolean empty =
        text.isEmpty()
            || text.equals("null")
            || (text.startsWith("{")
                && text.endsWith("}")
                && text.substring(1, text.length() - 1).isBlank());
    if (!empty) {
      throw new InvalidInputException(
          event, List.of(new Violation(Violations.ROOT, "expected no input: null, {} or nothing")));
    }
  }

  /// Jackson stops at the first problem, the schema names all; what only Jackson sees is kept.
  private List<Violation> everyProblem(byte[] json, Type type, JacksonException first) {
    List<Violation> all = readable(type).validate(json);
    return all.isEmpty() ? Violations.of(first) : all;
  }

  private SchemaValidator readable(Type type) {
    return readable.computeIfAbsent(
        type,
        key -> {
          SchemaBuilder types = new TypeSchemas(mapper(), Direction.INPUT).begin();
          ObjectNode schema = types.createSchemaReference(key);
          ObjectNode definitions = types.collectDefinitions("$defs");
          return new SchemaValidator(mapper().writeValueAsBytes(schema.set("$defs", definitions)));
        });
  }

  private Codec codec(Type type) {
    Codec known = codecs.get(type);
    if (known != null) {
      return known;
    }
    JsonMapper mapper = mapper();
    var resolved = mapper.constructType(type);
    return codecs.computeIfAbsent(
        type, key -> new Codec(mapper.writerFor(resolved), mapper.readerFor(resolved)));
  }

  /// Whether `validate` has anything to look at. Cheap after the first time.
  public boolean constrained(Type type) {
    return constraints.present(type);
  }

  /// @throws InvalidInputException naming every violation; also where `value` is null and `type` is
  ///   not `Void`
  public void validate(String event, @Nullable Object value, Type type) {
    if (type == Void.class) {
      return;
    }
    List<Violation> found =
        value == null
            ? List.of(new Violation(Violations.ROOT, "found null, expected a value"))
            : constraints.violations(value, type);
    if (!found.isEmpty()) {
      throw new InvalidInputException(event, found);
    }
  }

  /// Idempotent; lets go of every type it has seen.
  @Override
  public void close() {
    codecs.clear();
    readable.clear();
    constraints.close();
  }
}
