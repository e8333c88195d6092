package dev.interlock.host.schema;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeSerializer;

/// What Jackson writes to tell the subtypes of a type apart.
final class Polymorphism {

  private final JsonMapper mapper;

  Polymorphism(JsonMapper mapper) {
    this.mapper = mapper;
  }

  /// The property that names the subtype, and its value.
  record Discriminator(String property, String value) {}

  /// The concrete subtypes of a type that Jackson tells apart; empty for any other.
  List<Class<?>> subtypes(Class<?> type) {
    if (!open(type)) {
      return List.of();
    }
    var config = mapper.serializationConfig();
    JavaType resolved = mapper.constructType(type);
    var annotated = config.classIntrospectorInstance().introspectClassAnnotations(resolved);
    if (config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, annotated) == null) {
      return List.of();
    }
    return config.getSubtypeResolver().collectAndResolveSubtypesByClass(config, annotated).stream()
        .<Class<?>>map(NamedType::getType)
        .filter(subtype -> !open(subtype))
        .distinct()
        .toList();
  }

  private static boolean open(Class<?> type) {
    return !type.isPrimitive() && !type.isArray() && Modifier.isAbstract(type.getModifiers());
  }

  Optional<Discriminator> discriminator(Class<?> type) {
    if (open(type) || type.isPrimitive() || type.isArray() || type.getName().startsWith("java.")) {
      return Optional.empty();
    }
    var context = mapper._serializationContext();
    TypeSerializer serializer = context.findTypeSerializer(mapper.constructType(type));
    if (serializer == null || serializer.getPropertyName() == null) {
      return Optional.empty();
    }
    JsonTypeInfo.As inclusion = serializer.getTypeInclusion();
    if (inclusion != JsonTypeInfo.As.PROPERTY && inclusion != JsonTypeInfo.As.EXISTING_PROPERTY) {
      throw new IllegalArgumentException(
          type.getName() + ": found @JsonTypeInfo(include = " + inclusion + "), expected PROPERTY");
    }
    String id = serializer.getTypeIdResolver().idFromValueAndType(context, null, type);
    return Optional.of(new Discriminator(serializer.getPropertyName(), id));
  }
}
