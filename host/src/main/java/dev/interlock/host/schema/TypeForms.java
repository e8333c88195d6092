package dev.interlock.host.schema;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.CustomDefinitionProviderV2;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import dev.interlock.api.Json;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import dev.interlock.host.schema.TypeSchemas.Direction;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Schemas of the types whose JSON is not simply that of their components.
final class TypeForms implements CustomDefinitionProviderV2 {

  private static final String DURATION = "^(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$";
  private static final String DURATION_READ =
      "^(\\d{1,9}d)?(\\d{1,9}h)?(\\d{1,9}m)?(\\d{1,9}(\\.\\d{1,9})?s)?(\\d{1,12}ms)?$|^\\d{1,12}(\\.\\d{1,9})?$";
  private static final String SIZE = "^\\d{1,9}(B|KiB|MiB|GiB)$";
  private static final String SIZE_WRITTEN = "^\\d+(B|KiB|MiB|GiB)$";
  private static final String RATE = "^\\d{1,9}(\\.\\d{1,6})?/[sm]$";
  private static final String RATE_WRITTEN = "^[0-9.E-]+/s$";

  private final JsonMapper mapper;
  private final PropertyNames names;
  private final Direction direction;

  TypeForms(JsonMapper mapper, PropertyNames names, Direction direction) {
    this.mapper = mapper;
    this.names = names;
    this.direction = direction;
  }

  @Override
  public @Nullable CustomDefinition provideCustomSchemaDefinition(
      ResolvedType type, SchemaGenerationContext context) {
    Class<?> raw = type.getErasedType();
    ObjectNode known = known(raw);
    if (known != null) {
      return inline(known);
    }
    if (enumerated(raw)) {
      return inline(constants(raw));
    }
    if (builtIn(raw)) {
      return null;
    }
    AnnotatedMember value = names.describe(raw).findJsonValueAccessor();
    if (value != null) {
      return inline(
          context.createDefinitionReference(context.getTypeContext().resolve(generic(value))));
    }
    return direction == Direction.BODY
        ? null
        : delegate(raw).map(from -> either(type, from, context)).orElse(null);
  }

  /// Without the attributes of the Java type, which are those of its object form.
  private static CustomDefinition bare(ObjectNode schema) {
    return new CustomDefinition(
        schema, CustomDefinition.INLINE_DEFINITION, CustomDefinition.EXCLUDING_ATTRIBUTES);
  }

  /// Whether the JSON of a type is an object of its components, to which nobody may add.
  boolean componentwise(@Nullable ResolvedType type) {
    if (type == null) {
      return false;
    }
    Class<?> raw = type.getErasedType();
    return !builtIn(raw)
        && !enumerated(raw)
        && known(raw) == null
        && names.describe(raw).findJsonValueAccessor() == null;
  }

  private static boolean enumerated(Class<?> type) {
    return type.isEnum() || (type.getSuperclass() != null && type.getSuperclass().isEnum());
  }

  private static boolean builtIn(Class<?> type) {
    return type.isPrimitive() || type.isArray() || type.getName().startsWith("java.");
  }

  private static Type generic(AnnotatedMember member) {
    return member.getMember() instanceof Method method
        ? method.getGenericReturnType()
        : member.getRawType();
  }

  private static CustomDefinition inline(ObjectNode schema) {
    return new CustomDefinition(schema, true);
  }

  private @Nullable ObjectNode known(Class<?> type) {
    boolean body = direction == Direction.BODY;
    if (type == Duration.class) {
      return body ? text(DURATION).put("minLength", 1) : durationRead();
    }
    if (type == ByteSize.class) {
      return text(body ? SIZE_WRITTEN : SIZE);
    }
    if (type == Rate.class) {
      return text(body ? RATE_WRITTEN : RATE);
    }
    if (type == Instant.class) {
      return object().put("type", "string").put("format", "date-time");
    }
    if (type == URI.class) {
      return object().put("type", "string").put("format", "uri-reference");
    }
    if (type == Secret.class || Path.class.isAssignableFrom(type) || type == byte[].class) {
      return object().put("type", "string");
    }
    if (type == Void.class) {
      return object().put("type", "null");
    }
    boolean free =
        type == Object.class || type == Json.class || JsonNode.class.isAssignableFrom(type);
    return free ? object() : null;
  }

  private ObjectNode durationRead() {
    ObjectNode schema = object();
    schema.putArray("type").add("string").add("number");
    return schema
        .put("pattern", DURATION_READ)
        .put("minLength", 1)
        .put("minimum", 0)
        .put("maximum", 999_999_999_999L);
  }

  private ObjectNode constants(Class<?> type) {
    Class<?> declaring = type.isEnum() ? type : type.getSuperclass();
    ObjectNode schema = object();
    ArrayNode values = schema.arrayNode();
    for (Object constant : declaring.getEnumConstants()) {
      values.add(mapper.valueToTree(constant));
    }
    if (!values.isEmpty() && values.get(0).isString()) {
      schema.put("type", "string");
    }
    schema.set("enum", values);
    return schema;
  }

  /// What a `@JsonCreator` in delegating mode takes in place of an object.
  private static Optional<Type> delegate(Class<?> type) {
    return creators(type)
        .filter(creator -> creator.getParameterCount() == 1 && delegates(creator))
        .map(creator -> creator.getGenericParameterTypes()[0])
        .findFirst();
  }

  private static Stream<Executable> creators(Class<?> type) {
    return Stream.<Executable>concat(
            Stream.of(type.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers())),
            Stream.of(type.getDeclaredConstructors()))
        .filter(creator -> creator.isAnnotationPresent(JsonCreator.class));
  }

  private static boolean delegates(Executable creator) {
    return switch (creator.getAnnotation(JsonCreator.class).mode()) {
      case DELEGATING -> true;
      case DEFAULT -> creator instanceof Method;
      case PROPERTIES, DISABLED -> false;
    };
  }

  /// The object form counts only where a creator of its own reads it: a delegating one hides the
  /// record's constructor.
  private CustomDefinition either(ResolvedType type, Type from, SchemaGenerationContext context) {
    ObjectNode schema = context.createDefinitionReference(context.getTypeContext().resolve(from));
    boolean alsoObject = creators(type.getErasedType()).anyMatch(creator -> !delegates(creator));
    if (!alsoObject) {
      return bare(schema);
    }
    ObjectNode both = object();
    both.putArray("anyOf").add(schema).add(context.createStandardDefinitionReference(type, this));
    return bare(both);
  }

  private ObjectNode text(String pattern) {
    return object().put("type", "string").put("pattern", pattern);
  }

  private ObjectNode object() {
    return mapper.createObjectNode();
  }
}
