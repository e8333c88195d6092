package dev.interlock.host.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.api.EventPattern;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Durations;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a record of settings takes, in words of the file. Made from the record alone, defaults from
/// what it makes of an empty mapping.
///
/// @param entries in the order of the record
public record SettingsOutline(List<Entry> entries) {

  private static final int DEEPEST = 6;

  public SettingsOutline {
    entries = List.copyOf(entries);
  }

  /// @param key as in the file
  /// @param type in words: `a whole number`
  /// @param description what `@JsonPropertyDescription` says; empty: nothing
  /// @param required whether a file that has the section must have the key
  /// @param defaultText the default as YAML, where there is one
  /// @param allowed every value that is taken, where they are few
  /// @param example a value that has the form, as YAML
  /// @param nested what a mapping, or each element of a list, takes
  /// @param list whether `nested` is of each element
  public record Entry(
      String key,
      String type,
      String description,
      boolean required,
      Optional<String> defaultText,
      List<String> allowed,
      String example,
      Optional<SettingsOutline> nested,
      boolean list) {

    public Entry {
      allowed = List.copyOf(allowed);
    }
  }

  /// The outline of a record; of any other type, one without entries.
  public static SettingsOutline of(Class<?> type) {
    return of(type, 1);
  }

  /// The outline of what a list holds.
  static SettingsOutline ofElement(Type list) {
    return of(elementOf(list), 1);
  }

  private static SettingsOutline of(Class<?> type, int depth) {
    if (!type.isRecord()) {
      return new SettingsOutline(List.of());
    }
    ObjectNode empty = JsonNodeFactory.instance.objectNode();
    @Nullable Object defaults =
        SettingsBinder.tryBind(type, empty, KnownEvents.of(List.of(), true)).orElse(null);
    List<Entry> entries = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      entries.add(entry(component, defaults, depth));
    }
    return new SettingsOutline(entries);
  }

  private static Entry entry(RecordComponent component, @Nullable Object defaults, int depth) {
    Class<?> type = component.getType();
    boolean list = Collection.class.isAssignableFrom(type);
    Class<?> inner = list ? elementOf(component.getGenericType()) : type;
    boolean nests =
        inner.isRecord() && !inner.getName().startsWith("dev.interlock.api.") && depth < DEEPEST;
    @Nullable JsonPropertyDescription description =
        component.getAccessor().getAnnotation(JsonPropertyDescription.class);
    @Nullable Object value =
        defaults == null ? null : ConstraintCheck.read(component, (Record) defaults);
    return new Entry(
        TypeWords.key(component),
        TypeWords.of(type),
        description == null ? "" : description.value(),
        Constraints.isRequired(component),
        Optional.ofNullable(value).flatMap(SettingsOutline::yaml),
        type.isEnum() ? TypeWords.enumNames(type) : List.of(),
        list ? "[" + example(inner) + "]" : example(type),
        nests ? Optional.of(of(inner, depth + 1)) : Optional.empty(),
        list);
  }

  private static Class<?> elementOf(Type type) {
    boolean known =
        type instanceof ParameterizedType generic
            && generic.getActualTypeArguments()[0] instanceof Class<?>;
    return known ? (Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0] : Object.class;
  }

  /// The value as YAML; empty where it has no short form, is nothing, or is secret.
  private static Optional<String> yaml(Object value) {
    return switch (value) {
      case Secret _ -> Optional.empty();
      case Boolean truth -> Optional.of(truth.toString());
      case Integer number -> Optional.of(number.toString());
      case Long number -> Optional.of(number.toString());
      case Double number -> Optional.of(number.toString());
      case Duration duration when !duration.isNegative() -> Optional.of(Durations.format(duration));
      case ByteSize size -> Optional.of(size.toString());
      case Rate rate -> Optional.of(rate.toString());
      case Enum<?> constant -> Optional.of(TypeWords.enumName(constant));
      case String text -> Optional.of(quote(text));
      case URI uri -> Optional.of(quote(uri.toString()));
      case Path path -> Optional.of(quote(path.toString()));
      case EventPattern pattern -> Optional.of(quote(pattern.toString()));
      case Collection<?> items -> list(items);
      default -> Optional.empty();
    };
  }

  private static Optional<String> list(Collection<?> items) {
    List<Optional<String>> texts = items.stream().map(item -> yaml((Object) item)).toList();
    return texts.stream().allMatch(Optional::isPresent)
        ? Optional.of(
            texts.stream().flatMap(Optional::stream).collect(Collectors.joining(", ", "[", "]")))
        : Optional.empty();
  }

  private static String quote(String text) {
    return JsonNodeFactory.instance.stringNode(text.replace("${", "$${")).toString();
  }

  private static String example(Class<?> type) {
    if (type.isEnum()) {
      return TypeWords.enumNames(type).getFirst();
    }
    return switch (type.getSimpleName()) {
      case "String" -> "\"text\"";
      case "boolean", "Boolean" -> "true";
      case "int", "Integer", "long", "Long" -> "1";
      case "double", "Double" -> "1.0";
      case "Duration" -> "10s";
      case "ByteSize" -> "1MiB";
      case "Rate" -> "100/s";
      case "Secret" -> "\"${env:SECRET}\"";
      case "URI" -> "https://example.com/hooks";
      case "Path" -> "folder/file";
      case "EventPattern" -> "after:measure";
      default -> "{}";
    };
  }
}
