package dev.interlock.host.schema;

import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.host.config.PlainConstraints;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.validator.HibernateValidator;
import org.hibernate.validator.spi.nodenameprovider.JavaBeanProperty;
import org.jspecify.annotations.Nullable;

/// Bean Validation of payload records, with JSON's names in its paths. The validator is made when a
/// value first needs it.
final class Constraints implements AutoCloseable {

  private final PropertyNames names;
  private final PlainConstraints plain = new PlainConstraints();
  private final Map<Type, Boolean> present = new ConcurrentHashMap<>();
  private @Nullable ValidatorFactory factory; // guarded by this
  private volatile @Nullable Validator validator;

  Constraints(PropertyNames names) {
    this.names = names;
  }

  /// Looks for the annotations alone: any constraint, or a `@Valid` that may lead to one.
  boolean present(Type type) {
    Boolean known = present.get(type);
    if (known == null) {
      known = find(type);
      present.put(type, known);
    }
    return known;
  }

  private static boolean find(Type type) {
    return switch (type) {
      case ParameterizedType generic -> {
        boolean found = find(generic.getRawType());
        for (Type argument : generic.getActualTypeArguments()) {
          found |= find(argument);
        }
        yield found;
      }
      case Class<?> raw -> annotated(raw, new HashSet<>());
      default -> false;
    };
  }

  private static boolean annotated(Class<?> type, Set<Class<?>> seen) {
    if (type.getName().startsWith("java.") || !seen.add(type)) {
      return false;
    }
    List<AnnotatedElement> elements = new ArrayList<>(List.of(type));
    for (Field field : type.getDeclaredFields()) {
      elements.add(field);
      elements.add(field.getAnnotatedType());
    }
    elements.addAll(List.of(type.getDeclaredMethods()));
    List<Class<?>> relatives = new ArrayList<>(List.of(type.getInterfaces()));
    if (type.getSuperclass() != null) {
      relatives.add(type.getSuperclass());
    }
    if (type.getPermittedSubclasses() != null) {
      relatives.addAll(List.of(type.getPermittedSubclasses()));
    }
    return elements.stream().anyMatch(Constraints::constrains)
        || relatives.stream().anyMatch(relative -> annotated(relative, seen));
  }

  private static boolean constrains(AnnotatedElement element) {
    for (Annotation annotation : element.getAnnotations()) {
      Class<? extends Annotation> kind = annotation.annotationType();
      if (kind == Valid.class || dev.interlock.host.config.Constraints.isConstraint(kind)) {
        return true;
      }
    }
    if (element instanceof AnnotatedParameterizedType generic) {
      for (AnnotatedType argument : generic.getAnnotatedActualTypeArguments()) {
        if (constrains(argument)) {
          return true;
        }
      }
    }
    return false;
  }

  /// Those of a value, of the elements of a list and of the values of a map; in the order of their
  /// paths.
  List<Violation> violations(Object value, Type type) {
    if (!present(type)) {
      return List.of();
    }
    List<Violation> all = new ArrayList<>();
    collect("", value, all);
    all.sort(Comparator.comparing(Violation::path).thenComparing(Violation::message));
    return all;
  }

  private void collect(String path, Object value, List<Violation> all) {
    switch (value) {
      case Iterable<?> elements -> {
        int index = 0;
        for (Object element : elements) {
          if (element != null) {
            collect(path + "[" + index + "]", element, all);
          }
          index++;
        }
      }
      case Map<?, ?> entries ->
          entries.forEach(
              (key, entry) -> {
                if (entry != null) {
                  collect(path.isEmpty() ? key.toString() : path + "." + key, entry, all);
                }
              });
      default -> {
        if (!plain.keeps(value)) {
          validator().validate(value).forEach(violation -> all.add(named(path, violation)));
        }
      }
    }
  }

  private static Violation named(String prefix, ConstraintViolation<Object> violation) {
    String inner = violation.getPropertyPath().toString().replaceAll("\\.?<[a-z ]+>", "");
    String path = prefix.isEmpty() || inner.isEmpty() ? prefix + inner : prefix + "." + inner;
    Object found = violation.getInvalidValue();
    String shown = found instanceof Number || found instanceof Boolean ? ", found " + found : "";
    return new Violation(path.isEmpty() ? Violations.ROOT : path, violation.getMessage() + shown);
  }

  private Validator validator() {
    Validator made = validator;
    return made == null ? make() : made;
  }

  private synchronized Validator make() {
    ValidatorFactory current = factory;
    if (current == null) {
      current =
          Validation.byProvider(HibernateValidator.class)
              .configure()
              .messageInterpolator(new ConstraintMessages())
              .propertyNodeNameProvider(
                  property ->
                      property instanceof JavaBeanProperty bean
                          ? names
                              .find(bean.getDeclaringClass(), bean.getName())
                              .orElse(bean.getName())
                          : property.getName())
              .defaultLocale(Locale.ENGLISH)
              .ignoreXmlConfiguration()
              .buildValidatorFactory();
      factory = current;
    }
    Validator made = current.getValidator();
    validator = made;
    return made;
  }

  @Override
  public synchronized void close() {
    plain.clear();
    present.clear();
    names.clear();
    if (factory != null) {
      factory.close();
      factory = null;
      validator = null;
    }
  }
}
