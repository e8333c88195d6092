package dev.interlock.host.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import dev.interlock.api.EventPattern;
import dev.interlock.api.Json;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;

/// Java types in the words of the file.
final class TypeWords {

  private static final Map<Class<?>, String> WORDS =
      Map.ofEntries(
          Map.entry(String.class, "text"),
          Map.entry(boolean.class, "true or false"),
          Map.entry(Boolean.class, "true or false"),
          Map.entry(int.class, "a whole number"),
          Map.entry(Integer.class, "a whole number"),
          Map.entry(long.class, "a whole number"),
          Map.entry(Long.class, "a whole number"),
          Map.entry(double.class, "a number"),
          Map.entry(Double.class, "a number"),
          Map.entry(Duration.class, "a duration: 500ms, 3s, 5m, 1h30m, 2d, or a number of seconds"),
          Map.entry(ByteSize.class, "a size: 512B, 64KiB, 1MiB, 2GiB"),
          Map.entry(Rate.class, "a rate: 100/s, 0.5/s, 600/m"),
          Map.entry(Secret.class, "text that is not empty"),
          Map.entry(EventPattern.class, "(before|after):NAME"),
          Map.entry(URI.class, "a URL: https://example.com/hooks"),
          Map.entry(Path.class, "a path"),
          Map.entry(Json.class, "any value"),
          Map.entry(Object.class, "any value"));

  private TypeWords() {}

  /// `a whole number`, `one of cancel, fail, proceed`, `a mapping or a list`.
  static String of(@Nullable Class<?> type) {
    if (type == null) {
      return "another value";
    }
    String word = WORDS.get(type);
    if (word != null) {
      return word;
    }
    if (type.isEnum()) {
      return Found.oneOf(enumNames(type));
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "a list";
    }
    if (Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    return Map.class.isAssignableFrom(type) ? "a mapping" : ofObject(type);
  }

  private static String ofObject(Class<?> type) {
    List<String> forms = new ArrayList<>(List.of("a mapping"));
    for (Method factory : delegates(type)) {
      String form = of(factory.getParameterTypes()[0]);
      if (!forms.contains(form)) {
        forms.add(form);
      }
    }
    return String.join(" or ", forms);
  }

  /// The factories that read a value which is not the record's own mapping.
  static List<Method> delegates(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(
            method -> Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 1)
        .filter(method -> isDelegate(method.getAnnotation(JsonCreator.class)))
        .toList();
  }

  private static boolean isDelegate(@Nullable JsonCreator creator) {
    return creator != null && creator.mode() == JsonCreator.Mode.DELEGATING;
  }

  /// As the file writes the constants: lowercase, or what `@JsonProperty` says.
  static List<String> enumNames(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> enumName((Enum<?>) constant))
        .toList();
  }

  static String enumName(Enum<?> constant) {
    try {
      JsonProperty property =
          constant.getDeclaringClass().getField(constant.name()).getAnnotation(JsonProperty.class);
      boolean named = property != null && !property.value().isEmpty();
      return named && property != null
          ? property.value()
          : constant.name().toLowerCase(Locale.ROOT);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a constant is a field", e);
    }
  }

  /// The key of a record's component in the file.
  static String key(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property != null && !property.value().isEmpty()
        ? property.value()
        : SnakeCase.of(component.getName());
  }

  /// The names of a polymorphic type's forms; empty for any other.
  static List<String> subtypes(Class<?> type) {
    JsonSubTypes subtypes = type.getAnnotation(JsonSubTypes.class);
    return subtypes == null
        ? List.of()
        : Arrays.stream(subtypes.value()).map(JsonSubTypes.Type::name).toList();
  }

  /// The strategy that the binder's mapper uses, for a single name.
  private static final class SnakeCase extends SnakeCaseStrategy {
    private static final long serialVersionUID = 1L;
    private static final SnakeCase STRATEGY = new SnakeCase();

    static String of(String name) {
      return STRATEGY.translate(name);
    }
  }
}
