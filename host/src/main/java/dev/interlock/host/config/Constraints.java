package dev.interlock.host.config;

import jakarta.validation.Constraint;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/// Which constraints a record carries, seen without starting a validator.
public final class Constraints {

  private static final List<String> OTHERS =
      List.of("java.", "com.fasterxml.jackson.", "tools.jackson.", "org.jspecify.");

  private Constraints() {}

  static boolean isRequired(RecordComponent component) {
    Method accessor = component.getAccessor();
    return accessor.isAnnotationPresent(NotNull.class)
        || accessor.isAnnotationPresent(NotBlank.class)
        || accessor.isAnnotationPresent(NotEmpty.class);
  }

  /// Whether the type itself, a field, a method or a type argument of it is constrained.
  static boolean areOn(Class<?> type) {
    return isConstrained(type)
        || Arrays.stream(type.getDeclaredFields())
            .anyMatch(field -> isConstrained(field) || isConstrained(field.getAnnotatedType()))
        || Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.getParameterCount() == 0)
            .anyMatch(Constraints::isConstrained);
  }

  /// Whether something but the components is constrained: the record as a whole, or what a getter
  /// gives.
  static boolean areOnTypeOrGetter(Class<?> type) {
    return Arrays.stream(type.getAnnotations())
            .anyMatch(each -> each.annotationType().getName().startsWith("jakarta.validation."))
        || isConstrained(type)
        || Arrays.stream(type.getDeclaredMethods())
            .filter(method -> method.getParameterCount() == 0)
            .filter(
                method -> method.getName().startsWith("get") || method.getName().startsWith("is"))
            .anyMatch(Constraints::isConstrained);
  }

  private static boolean isConstrained(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
            .map(Annotation::annotationType)
            .anyMatch(Constraints::isConstraint)
        || (element instanceof AnnotatedParameterizedType generic
            && Arrays.stream(generic.getAnnotatedActualTypeArguments())
                .anyMatch((AnnotatedType argument) -> isConstrained(argument)));
  }

  /// Those whose names tell are not looked at: the JVM makes a class for each annotation it reads.
  public static boolean isConstraint(Class<? extends Annotation> annotation) {
    String name = annotation.getName();
    return name.startsWith("jakarta.validation.constraints.")
        || (OTHERS.stream().noneMatch(name::startsWith)
            && annotation.isAnnotationPresent(Constraint.class));
  }
}
