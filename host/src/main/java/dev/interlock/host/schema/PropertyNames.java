package dev.interlock.host.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.introspect.BeanPropertyDefinition;
import tools.jackson.databind.json.JsonMapper;

/// What JSON calls a component: asked of the mapper itself, so that schemas and messages never
/// differ from bodies.
final class PropertyNames {

  private final Supplier<JsonMapper> mapper;
  private final Map<Class<?>, Map<String, String>> names = new ConcurrentHashMap<>();

  PropertyNames(Supplier<JsonMapper> mapper) {
    this.mapper = mapper;
  }

  /// Empty where the component is not in the JSON.
  Optional<String> find(Class<?> declaring, String component) {
    return Optional.ofNullable(names.computeIfAbsent(declaring, this::read).get(component));
  }

  private Map<String, String> read(Class<?> type) {
    Map<String, String> found = new HashMap<>();
    for (BeanPropertyDefinition property : describe(type).findProperties()) {
      found.put(property.getInternalName(), property.getName());
    }
    return found;
  }

  BeanDescription describe(Class<?> type) {
    JsonMapper known = mapper.get();
    JavaType resolved = known.constructType(type);
    var introspector = known.serializationConfig().classIntrospectorInstance();
    return introspector.introspectForSerialization(
        resolved, introspector.introspectClassAnnotations(resolved));
  }

  void clear() {
    names.clear();
  }
}
