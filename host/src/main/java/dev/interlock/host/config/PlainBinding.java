package dev.interlock.host.config;

import dev.interlock.api.Json;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.databind.JsonNode;

/// Binds what is plain to the very values that Jackson would give, but looks only at the types of
/// what the file has; Jackson's look at all that might be needed takes as long as the rest of a
/// start. Plain are records, lists, maps by text, and the scalars of settings, without a mistake.
/// Where anything else comes up the whole is left to Jackson, which tells what is wrong.
final class PlainBinding {

  private final ScalarReaders scalars;
  private final Map<Class<?>, PlainRecord> forms = new HashMap<>();

  PlainBinding(ScalarReaders scalars) {
    this.scalars = scalars;
  }

  /// Empty where something is not plain, or not right.
  Optional<Object> bind(JsonNode json, Type type) {
    try {
      return Optional.of(value(json, type, false));
    } catch (NotPlain | ReflectiveOperationException | RuntimeException _) {
      return Optional.empty();
    }
  }

  /// @param single whether a lone value stands for a list of one
  private Object value(JsonNode json, Type type, boolean single)
      throws NotPlain, ReflectiveOperationException {
    if (type instanceof ParameterizedType generic) {
      return container(json, generic, single);
    }
    if (json.isNull() || !(type instanceof Class<?> plain)) {
      throw new NotPlain();
    }
    Optional<ScalarReader<?>> scalar = scalars.find(plain);
    if (scalar.isPresent()) {
      return scalar(json, scalar.get());
    }
    if (plain == BigDecimal.class && json.isNumber()) {
      return json.decimalValue();
    }
    if (plain == Json.class) {
      return Json.of(json.toString());
    }
    if (!plain.isRecord()) {
      throw new NotPlain();
    }
    PlainRecord form = forms.get(plain);
    if (form == null) {
      form = PlainRecord.of(plain);
      forms.put(plain, form);
    }
    return made(json, form);
  }

  private static Object scalar(JsonNode json, ScalarReader<?> reader) {
    try (JsonParser parser = json.traverse(ObjectReadContext.empty())) {
      parser.nextToken();
      return reader.read(parser);
    }
  }

  private Object container(JsonNode json, ParameterizedType type, boolean single)
      throws NotPlain, ReflectiveOperationException {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == List.class && (json.isArray() || (single && !json.isNull()))) {
      List<Object> list = new ArrayList<>();
      for (JsonNode item : json.isArray() ? json.values() : List.of(json)) {
        list.add(value(item, arguments[0], false));
      }
      return list;
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class && json.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (Map.Entry<String, JsonNode> entry : json.properties()) {
        map.put(entry.getKey(), value(entry.getValue(), arguments[1], false));
      }
      return map;
    }
    throw new NotPlain();
  }

  private Object made(JsonNode json, PlainRecord form)
      throws NotPlain, ReflectiveOperationException {
    if (form.wraps()) {
      Type wrapped = form.components().values().iterator().next().type();
      return form.canonical().newInstance(value(json, wrapped, false));
    }
    if (json.isArray() && form.listFactory() != null) {
      Type list = form.listFactory().getGenericParameterTypes()[0];
      return form.listFactory().invoke(null, value(json, list, false));
    }
    if (!json.isObject() || !form.components().keySet().containsAll(json.propertyNames())) {
      throw new NotPlain();
    }
    List<@Nullable Object> arguments = new ArrayList<>();
    for (Map.Entry<String, PlainRecord.Component> each : form.components().entrySet()) {
      JsonNode given = json.get(each.getKey());
      PlainRecord.Component component = each.getValue();
      arguments.add(
          given == null
              ? absent(component.raw())
              : value(given, component.type(), component.single()));
    }
    return form.canonical().newInstance(arguments.toArray());
  }

  private @Nullable Object absent(Class<?> type) throws NotPlain {
    if (type.isPrimitive()) {
      return scalars.find(type).orElseThrow(NotPlain::new).whenNull();
    }
    if (type.getName().startsWith("java.util.")
        && type != List.class
        && type != Set.class
        && type != Map.class) {
      throw new NotPlain(); // an Optional is never null
    }
    return null;
  }
}
