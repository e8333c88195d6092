package dev.interlock.api;

import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every public type of the API with its public and protected members, as text: one line each,
/// sorted, nullness included.
final class ApiSnapshot {

  private ApiSnapshot() {}

  /// @param classes the folder that the compiler wrote to
  static String of(Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .map(ApiSnapshot::load)
          .filter(ApiSnapshot::isOpen)
          .sorted(Comparator.comparing(Class::getName))
          .map(ApiSnapshot::render)
          .collect(Collectors.joining("\n"));
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, ApiSnapshot.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isOpen(Class<?> type) {
    return !type.isAnonymousClass()
        && isOpen(type.getModifiers())
        && (type.getEnclosingClass() == null || isOpen(type.getEnclosingClass()));
  }

  private static boolean isOpen(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private static String render(Class<?> type) {
    List<String> members = new ArrayList<>();
    add(members, type.getDeclaredFields(), field -> true, field -> field((Field) field));
    add(
        members,
        type.getDeclaredConstructors(),
        constructor -> true,
        constructor -> executable((Constructor<?>) constructor, ""));
    add(
        members,
        type.getDeclaredMethods(),
        method -> !((Method) method).isSynthetic() && !isRecordMethod(type, (Method) method),
        method ->
            executable(
                (Method) method,
                ((Method) method).getAnnotatedReturnType() + " " + method.getName()));
    members.sort(Comparator.naturalOrder());
    return shorten(
        header(type)
            + "\n"
            + members.stream().map(member -> "  " + member + "\n").collect(Collectors.joining()));
  }

  private static void add(
      List<String> lines,
      Member[] members,
      Predicate<Member> wanted,
      java.util.function.Function<Member, String> text) {
    Arrays.stream(members)
        .filter(member -> isOpen(member.getModifiers()) && !member.isSynthetic())
        .filter(wanted)
        .map(text)
        .forEach(lines::add);
  }

  /// Accessors, equals, hashCode and toString follow from the components.
  private static boolean isRecordMethod(Class<?> type, Method method) {
    if (!type.isRecord()) {
      return false;
    }
    boolean accessor =
        method.getParameterCount() == 0
            && Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .anyMatch(method.getName()::equals);
    return accessor || List.of("equals", "hashCode", "toString").contains(method.getName());
  }

  private static String header(Class<?> type) {
    StringBuilder text = new StringBuilder(annotations(type));
    int shown = Modifier.ABSTRACT | Modifier.FINAL | Modifier.PROTECTED;
    if (!type.isInterface()
        && !type.isEnum()
        && !type.isRecord()
        && (type.getModifiers() & shown) != 0) {
      text.append(Modifier.toString(type.getModifiers() & shown)).append(' ');
    }
    text.append(type.isSealed() ? "sealed " : "")
        .append(kind(type))
        .append(' ')
        .append(type.getTypeName());
    text.append(parameters(type.getTypeParameters()));
    if (type.isRecord()) {
      text.append(
          Arrays.stream(type.getRecordComponents())
              .map(
                  component ->
                      annotations(component)
                          + component.getAnnotatedType()
                          + " "
                          + component.getName())
              .collect(Collectors.joining(", ", "(", ")")));
    }
    if (type.getSuperclass() != null
        && !type.isRecord()
        && !type.isEnum()
        && type.getSuperclass() != Object.class) {
      text.append(" extends ").append(type.getAnnotatedSuperclass());
    }
    if (type.getInterfaces().length > 0) {
      text.append(type.isInterface() ? " extends " : " implements ")
          .append(list(type.getAnnotatedInterfaces()));
    }
    return text.toString();
  }

  private static String kind(Class<?> type) {
    if (type.isRecord()) {
      return "record";
    }
    return type.isEnum() ? "enum" : type.isInterface() ? "interface" : "class";
  }

  private static String field(Field field) {
    String constant =
        field.isEnumConstant()
            ? ""
            : modifiers(field.getModifiers()) + field.getAnnotatedType() + " ";
    return annotations(field) + constant + field.getName();
  }

  private static String executable(Executable executable, String name) {
    return annotations(executable)
        + (executable instanceof Method method && method.isDefault() ? "default " : "")
        + modifiers(
            executable.getModifiers()
                & ~(Modifier.TRANSIENT | Modifier.VOLATILE | Modifier.SYNCHRONIZED))
        + Stream.of(parameters(executable.getTypeParameters()))
            .filter(text -> !text.isEmpty())
            .map(text -> text + " ")
            .collect(Collectors.joining())
        + (name.isEmpty() ? "new" : name)
        + Arrays.stream(executable.getParameters())
            .map(
                parameter ->
                    annotations(parameter)
                        + parameter.getAnnotatedType()
                        + " "
                        + parameter.getName())
            .collect(Collectors.joining(", ", "(", ")"))
        + (executable.getExceptionTypes().length > 0
            ? " throws " + list(executable.getAnnotatedExceptionTypes())
            : "");
  }

  private static String modifiers(int modifiers) {
    String text = Modifier.toString(modifiers & ~(Modifier.PUBLIC | Modifier.ABSTRACT));
    return text.isEmpty() ? "" : text + " ";
  }

  private static String parameters(java.lang.reflect.TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(variable -> variable.getName() + bound(variable))
            .collect(Collectors.joining(", ", "<", ">"));
  }

  private static String bound(java.lang.reflect.TypeVariable<?> variable) {
    String bounds = list(variable.getAnnotatedBounds());
    return bounds.equals("java.lang.Object") ? "" : " extends " + bounds;
  }

  private static String list(AnnotatedType[] types) {
    return Arrays.stream(types).map(AnnotatedType::toString).collect(Collectors.joining(", "));
  }

  private static String annotations(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .map(annotation -> annotation + " ")
        .sorted()
        .collect(Collectors.joining());
  }

  private static String shorten(String text) {
    return text.replace("@org.jspecify.annotations.Nullable()", "@Nullable")
        .replace("@java.lang.FunctionalInterface() ", "")
        .replace("java.lang.", "")
        .replace("dev.interlock.api.", "");
  }
}
