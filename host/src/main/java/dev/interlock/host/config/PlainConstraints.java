package dev.interlock.host.config;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Sees that a record keeps its constraints without starting a validator, which takes as long as
/// all else that a small file needs. Knows the common constraints alone: where it meets another
/// one, or a value that breaks one, it leaves the judgement, and the words, to the validator.
///
/// Thread-safe. Holds what it learned of the types until `clear`.
public final class PlainConstraints {

  private final Map<Class<?>, Optional<List<Check>>> known = new ConcurrentHashMap<>();

  /// What must hold of a component.
  private record Check(RecordComponent component, Rule rule) {}

  /// What must hold of a value, and of its elements: of keys and values where there are two.
  private record Rule(List<Predicate<@Nullable Object>> constraints, List<Rule> elements) {

    boolean asksNothing() {
      return constraints.isEmpty() && elements.isEmpty();
    }

    boolean holds(@Nullable Object value) {
      for (Predicate<@Nullable Object> constraint : constraints) {
        if (!constraint.test(value)) {
          return false;
        }
      }
      return value == null || elements.isEmpty() || elementsHold(value);
    }

    private boolean elementsHold(Object value) {
      if (value instanceof Collection<?> items && elements.size() == 1) {
        return items.stream().allMatch(elements.getFirst()::holds);
      }
      return value instanceof Map<?, ?> map
          && elements.size() == 2
          && map.keySet().stream().allMatch(elements.getFirst()::holds)
          && map.values().stream().allMatch(elements.getLast()::holds);
    }
  }

  /// A constraint that is not plain.
  private static final class OtherConstraint extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// True: a validator would find nothing. False says nothing.
  public boolean keeps(@Nullable Object value) {
    if (!(value instanceof Record settings)) {
      return value == null;
    }
    Optional<List<Check>> checks = known.get(settings.getClass());
    if (checks == null) {
      checks = checks(settings.getClass());
      known.put(settings.getClass(), checks);
    }
    return checks.isPresent()
        && checks.get().stream()
            .allMatch(
                check -> check.rule().holds(ConstraintCheck.read(check.component(), settings)));
  }

  public void clear() {
    known.clear();
  }

  private Optional<List<Check>> checks(Class<?> type) {
    if (type.getInterfaces().length > 0 || Constraints.areOnTypeOrGetter(type)) {
      return Optional.empty();
    }
    List<Check> checks = new ArrayList<>();
    try {
      for (RecordComponent component : type.getRecordComponents()) {
        var field = type.getDeclaredField(component.getName());
        Rule rule = new Rule(constraints(field), elements(field.getAnnotatedType()));
        if (!rule.asksNothing()) {
          checks.add(new Check(component, rule));
        }
      }
      return Optional.of(checks);
    } catch (OtherConstraint _) {
      return Optional.empty();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a component has a field", e);
    }
  }

  private List<Rule> elements(AnnotatedType type) throws OtherConstraint {
    if (type instanceof AnnotatedArrayType) {
      throw new OtherConstraint();
    }
    List<Rule> rules = new ArrayList<>();
    if (type instanceof AnnotatedParameterizedType generic) {
      for (AnnotatedType argument : generic.getAnnotatedActualTypeArguments()) {
        rules.add(new Rule(constraints(argument), elements(argument)));
      }
    }
    return rules.stream().allMatch(Rule::asksNothing) ? List.of() : rules;
  }

  private List<Predicate<@Nullable Object>> constraints(AnnotatedElement element)
      throws OtherConstraint {
    List<Predicate<@Nullable Object>> found = new ArrayList<>();
    for (Annotation annotation : element.getAnnotations()) {
      if (Constraints.isConstraint(annotation.annotationType())
          || annotation.annotationType().getName().startsWith("jakarta.validation.")) {
        found.add(plain(annotation));
      }
    }
    return found;
  }

  // No pattern switch: the JVM would spin a class for it at each start.
  private Predicate<@Nullable Object> plain(Annotation constraint) throws OtherConstraint {
    if (constraint instanceof Valid) {
      return this::keeps;
    }
    if (constraint instanceof NotNull some && some.groups().length == 0) {
      return Objects::nonNull;
    }
    if (constraint instanceof NotBlank text && text.groups().length == 0) {
      return value -> value instanceof String given && !given.trim().isEmpty();
    }
    if (constraint instanceof NotEmpty some && some.groups().length == 0) {
      return value -> size(value) > 0;
    }
    if (constraint instanceof Size size && size.groups().length == 0) {
      return value -> value == null || (size(value) >= size.min() && size(value) <= size.max());
    }
    if (constraint instanceof Min least && least.groups().length == 0) {
      return value -> value == null || (isWhole(value) && whole(value) >= least.value());
    }
    if (constraint instanceof Max most && most.groups().length == 0) {
      return value -> value == null || (isWhole(value) && whole(value) <= most.value());
    }
    if (constraint instanceof Pattern form
        && form.groups().length == 0
        && form.flags().length == 0) {
      var pattern = java.util.regex.Pattern.compile(form.regexp());
      return value ->
          value == null || (value instanceof String text && pattern.matcher(text).matches());
    }
    throw new OtherConstraint();
  }

  /// -1 for what has none.
  private static int size(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length();
    }
    if (value instanceof Collection<?> items) {
      return items.size();
    }
    return value instanceof Map<?, ?> map ? map.size() : -1;
  }

  private static boolean isWhole(Object value) {
    return value instanceof Integer || value instanceof Long;
  }

  private static long whole(Object value) {
    return ((Number) value).longValue();
  }
}
