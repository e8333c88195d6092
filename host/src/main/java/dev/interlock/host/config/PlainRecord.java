package dev.interlock.host.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a record is made from JSON by Jackson's rules, where these are plain: from a mapping with a
/// key for each component, by a factory that takes a list, or from the value of its one component.
///
/// @param canonical its constructor
/// @param components by their keys, in order
/// @param listFactory takes a list; null where there is none
/// @param wraps whether its JSON is that of its one component
record PlainRecord(
    Constructor<?> canonical,
    Map<String, Component> components,
    @Nullable Method listFactory,
    boolean wraps) {

  private static final JsonFormat.Feature[] SINGLE = {
    JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY
  };

  /// @param single whether a lone value stands for a list of one
  record Component(Class<?> raw, Type type, boolean single) {}

  /// @throws NotPlain where Jackson's annotations say more than this knows of
  static PlainRecord of(Class<?> type) throws NotPlain {
    require(Arrays.stream(type.getDeclaredAnnotations()).noneMatch(PlainRecord::isOfJackson));
    Map<String, Component> components = new LinkedHashMap<>();
    List<Class<?>> types = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      types.add(component.getType());
      boolean single = isPlainSingle(component.getAccessor());
      components.put(
          TypeWords.key(component),
          new Component(component.getType(), component.getGenericType(), single));
    }
    Constructor<?> canonical = canonical(type, types);
    List<Executable> others = new ArrayList<>(List.of(type.getDeclaredConstructors()));
    others.remove(canonical);
    Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .forEach(others::add);
    others.removeIf(each -> !each.isAnnotationPresent(JsonCreator.class));
    JsonCreator.@Nullable Mode mode = mode(canonical);
    boolean wraps = mode == JsonCreator.Mode.DELEGATING;
    if (others.isEmpty()) {
      require(wraps ? types.size() == 1 : mode == null || mode == JsonCreator.Mode.PROPERTIES);
      return new PlainRecord(canonical, components, null, wraps);
    }
    require(others.size() == 1 && mode == JsonCreator.Mode.PROPERTIES);
    return new PlainRecord(canonical, components, listFactory(others.getFirst()), false);
  }

  private static Constructor<?> canonical(Class<?> type, List<Class<?>> types) {
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types.toArray(Class<?>[]::new));
      canonical.setAccessible(true);
      return canonical;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("a record has its constructor", e);
    }
  }

  private static Method listFactory(Executable creator) throws NotPlain {
    require(
        creator instanceof Method
            && mode(creator) == JsonCreator.Mode.DELEGATING
            && Arrays.equals(creator.getParameterTypes(), new Class<?>[] {List.class}));
    creator.setAccessible(true);
    return (Method) creator;
  }

  private static JsonCreator.@Nullable Mode mode(Executable creator) {
    JsonCreator annotation = creator.getAnnotation(JsonCreator.class);
    return annotation == null ? null : annotation.mode();
  }

  private static boolean isPlainSingle(Method accessor) throws NotPlain {
    boolean single = false;
    for (Annotation annotation : accessor.getDeclaredAnnotations()) {
      if (annotation instanceof JsonFormat format) {
        require(isOnlySingle(format));
        single = true;
      } else {
        require(
            !isOfJackson(annotation)
                || annotation instanceof JsonPropertyDescription
                || annotation instanceof JsonProperty);
      }
    }
    return single;
  }

  private static boolean isOnlySingle(JsonFormat format) {
    return Arrays.equals(format.with(), SINGLE)
        && format.without().length == 0
        && format.pattern().isEmpty()
        && format.shape() == JsonFormat.Shape.ANY;
  }

  private static boolean isOfJackson(Annotation annotation) {
    String name = annotation.annotationType().getName();
    return name.startsWith("com.fasterxml.jackson.") || name.startsWith("tools.jackson.");
  }

  private static void require(boolean plain) throws NotPlain {
    if (!plain) {
      throw new NotPlain();
    }
  }
}
