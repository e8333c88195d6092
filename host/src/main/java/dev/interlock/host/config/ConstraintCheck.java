package dev.interlock.host.config;

import dev.interlock.host.config.SettingPath.Step;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;

/// Checks the constraints of bound records, at any depth, `@Valid` or not. The validator starts
/// only where one of them is broken, or not plain.
final class ConstraintCheck {

  private final PlainConstraints plain = new PlainConstraints();
  private @Nullable Validator validator;

  /// @param bound what `section` was bound to
  /// @param section as it was bound, what was wrong taken out
  void check(Object bound, Setting section, BindingFaults faults) {
    visit(bound, List.of(), new Visit(section, faults));
  }

  private record Visit(Setting section, BindingFaults faults) {}

  private void visit(@Nullable Object value, List<Step> steps, Visit visit) {
    // No pattern switch: the JVM would spin a class for it at each start.
    if (value instanceof Collection<?> items) {
      int index = 0;
      for (Object item : items) {
        visit(item, then(steps, new Step.Index(index++)), visit);
      }
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((key, item) -> visit(item, then(steps, new Step.Key(keyText(key))), visit));
    } else if (value instanceof Optional<?> optional) {
      visit(optional.orElse(null), steps, visit);
    } else if (value instanceof Record settings && !isScalar(settings)) {
      visitRecord(settings, steps, visit);
    } else if (value != null && steps.isEmpty()) {
      validate(value, steps, visit);
    }
  }

  /// Records of the API that stand for one text.
  private static boolean isScalar(Record value) {
    return value.getClass().getName().startsWith("dev.interlock.api.");
  }

  private void visitRecord(Record settings, List<Step> steps, Visit visit) {
    validate(settings, steps, visit);
    for (RecordComponent component : settings.getClass().getRecordComponents()) {
      @Nullable Object value = read(component, settings);
      boolean wraps = wraps(settings, component, visit.section().find(steps));
      visit(value, wraps ? steps : then(steps, new Step.Key(TypeWords.key(component))), visit);
    }
  }

  /// Whether the component holds what the file has in the place of the whole record: a list, or a
  /// mapping of free keys, that a delegating factory took.
  private static boolean wraps(Record settings, RecordComponent component, Optional<Setting> at) {
    if (at.orElse(null) instanceof Setting.Mapping mapping) {
      return Map.class.isAssignableFrom(component.getType())
          && !mapping.entries().containsKey(TypeWords.key(component))
          && !TypeWords.delegates(settings.getClass()).isEmpty();
    }
    return at.isPresent();
  }

  static @Nullable Object read(RecordComponent component, Record settings) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(settings);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("component " + component.getName() + " can't be read", e);
    }
  }

  @SuppressWarnings(
      "ReferenceEquality") // the very bean: an equal one elsewhere is visited by itself
  private void validate(Object settings, List<Step> steps, Visit visit) {
    if (plain.keeps(settings) || !Constraints.areOn(settings.getClass())) {
      return;
    }
    for (ConstraintViolation<Object> violation : validator().validate(settings)) {
      if (violation.getLeafBean() == settings || !(violation.getLeafBean() instanceof Record)) {
        tell(violation, settings, steps, visit);
      }
    }
  }

  private Validator validator() {
    Validator started = validator;
    if (started == null) {
      started = start();
      validator = started;
    }
    return started;
  }

  private static Validator start() {
    return Validation.byDefaultProvider()
        .configure()
        .ignoreXmlConfiguration()
        .messageInterpolator(
            new ParameterMessageInterpolator(Set.of(Locale.ENGLISH), Locale.ENGLISH, false))
        .buildValidatorFactory()
        .getValidator();
  }

  private static void tell(
      ConstraintViolation<Object> violation, Object settings, List<Step> steps, Visit visit) {
    List<Step> path = new ArrayList<>(steps);
    boolean replaced =
        visit.section().find(steps).filter(at -> !(at instanceof Setting.Mapping)).isPresent();
    violation
        .getPropertyPath()
        .forEach(node -> path.addAll(replaced ? List.of() : steps(node, settings)));
    Setting parent = nearest(visit.section(), path);
    SettingPath full = fullPath(visit.section(), path);
    if (visit.faults().follows(full)) {
      return;
    }
    Optional<Setting> at = visit.section().find(path);
    Optional<RecordComponent> component = component(violation, settings);
    if (at.isEmpty() && component.isPresent() && violation.getInvalidValue() == null) {
      visit.faults().missing(parent.place(), full, component.get().getType());
    } else {
      visit.faults().broken(at.orElse(parent), violation.getMessage());
    }
  }

  private static List<Step> steps(Path.Node node, Object settings) {
    List<Step> steps = new ArrayList<>();
    if (node.getIndex() != null) {
      steps.add(new Step.Index(node.getIndex()));
    } else if (node.getKey() != null) {
      steps.add(new Step.Key(keyText(node.getKey())));
    }
    if (node.getName() != null && !node.getName().startsWith("<")) {
      steps.add(new Step.Key(key(settings, node.getName())));
    }
    return steps;
  }

  private static String key(Object settings, String property) {
    return components(settings).stream()
        .filter(component -> component.getName().equals(property))
        .findFirst()
        .map(TypeWords::key)
        .orElse(property);
  }

  private static Optional<RecordComponent> component(
      ConstraintViolation<Object> violation, Object settings) {
    String property = violation.getPropertyPath().toString();
    return components(settings).stream()
        .filter(component -> component.getName().equals(property))
        .findFirst();
  }

  private static List<RecordComponent> components(Object settings) {
    return settings instanceof Record
        ? Arrays.asList(settings.getClass().getRecordComponents())
        : List.of();
  }

  private static String keyText(@Nullable Object key) {
    return key instanceof Enum<?> constant ? TypeWords.enumName(constant) : String.valueOf(key);
  }

  private static Setting nearest(Setting section, List<Step> steps) {
    Setting at = section;
    for (Step step : steps) {
      Optional<Setting> next = at.child(step);
      if (next.isEmpty()) {
        return at;
      }
      at = next.get();
    }
    return at;
  }

  /// As the file counts, which a pruned list does not.
  private static SettingPath fullPath(Setting section, List<Step> steps) {
    Setting at = section;
    SettingPath path = section.path();
    for (Step step : steps) {
      Optional<Setting> next = path.equals(at.path()) ? at.child(step) : Optional.empty();
      path = next.map(Setting::path).orElse(path.then(step));
      at = next.orElse(at);
    }
    return path;
  }

  private static List<Step> then(List<Step> steps, Step step) {
    List<Step> longer = new ArrayList<>(steps);
    longer.add(step);
    return longer;
  }
}
