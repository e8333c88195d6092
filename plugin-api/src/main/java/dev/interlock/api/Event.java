package dev.interlock.api;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

/// An event type: a name, what goes in, what comes out. Immutable; two are the same where their
/// names are.
///
/// Input and result are records with Jackson and Jakarta Validation annotations, or `Void` where
/// there is none. JSON Schema is generated from them.
///
/// @param <I> the input
/// @param <R> what one `on` handler returns
public final class Event<I, R> {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

  private final String name;
  private final Type inputType;
  private final Type resultType;
  private final String description;
  private final int version;
  private final Traits traits;
  private final Function<? super I, String> inputSummary;
  private final Function<? super R, String> resultSummary;

  private record Traits(boolean notice, boolean concurrent, boolean vetoable) {}

  private Event(
      String name,
      Type inputType,
      Type resultType,
      String description,
      int version,
      Traits traits,
      Function<? super I, String> inputSummary,
      Function<? super R, String> resultSummary) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("event name: found \"" + name + "\", expected " + NAME);
    }
    if (version < 1) {
      throw new IllegalArgumentException(
          "version of " + name + ": found " + version + ", expected 1 or more");
    }
    this.name = name;
    this.inputType = inputType;
    this.resultType = resultType;
    this.description = description;
    this.version = version;
    this.traits = traits;
    this.inputSummary = inputSummary;
    this.resultSummary = resultSummary;
  }

  public static <I, R> Event<I, R> of(String name, Class<I> input, Class<R> result) {
    return create(name, input, result);
  }

  /// For a result that is a list: `Event.of("metrics", Void.class, new TypeToken<List<Metric>>()
  /// {})`.
  public static <I, R> Event<I, R> of(String name, Class<I> input, TypeToken<R> result) {
    return create(name, input, result.type());
  }

  /// A notice: it has no before, matches no wildcard, and can't be published from outside.
  public static <I> Event<I, Void> notice(String name, Class<I> input) {
    return Event.<I, Void>create(name, input, Void.class).with(new Traits(true, false, false));
  }

  private static <I, R> Event<I, R> create(String name, Type input, Type result) {
    return new Event<>(
        Objects.requireNonNull(name, "name"),
        Objects.requireNonNull(input, "input"),
        Objects.requireNonNull(result, "result"),
        "",
        1,
        new Traits(false, false, true),
        value -> "",
        value -> "");
  }

  public Event<I, R> describedAs(String text) {
    return new Event<>(
        name, inputType, resultType, text, version, traits, inputSummary, resultSummary);
  }

  /// Counts up whenever the shape of the body changes.
  public Event<I, R> version(int number) {
    return new Event<>(
        name, inputType, resultType, description, number, traits, inputSummary, resultSummary);
  }

  /// Its `on` handlers run at the same time rather than one after another.
  public Event<I, R> concurrent() {
    return with(new Traits(traits.notice, true, traits.vetoable));
  }

  /// Its before handlers run, but none can veto.
  public Event<I, R> withoutVeto() {
    return with(new Traits(traits.notice, traits.concurrent, false));
  }

  /// What a terminal shows of an input and of a result, on one line; empty: nothing.
  public Event<I, R> summarizedBy(
      Function<? super I, String> ofInput, Function<? super R, String> ofResult) {
    return new Event<>(
        name, inputType, resultType, description, version, traits, ofInput, ofResult);
  }

  private Event<I, R> with(Traits changed) {
    return new Event<>(
        name, inputType, resultType, description, version, changed, inputSummary, resultSummary);
  }

  public String name() {
    return name;
  }

  public Type inputType() {
    return inputType;
  }

  public Type resultType() {
    return resultType;
  }

  public boolean hasInput() {
    return inputType != Void.class;
  }

  public boolean hasResult() {
    return resultType != Void.class;
  }

  public String description() {
    return description;
  }

  public int version() {
    return version;
  }

  public boolean isNotice() {
    return traits.notice;
  }

  public boolean isConcurrent() {
    return traits.concurrent;
  }

  public boolean isVetoable() {
    return traits.vetoable;
  }

  public String summarizeInput(I input) {
    return inputSummary.apply(input);
  }

  public String summarizeResult(R result) {
    return resultSummary.apply(result);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Event<?, ?> event && event.name.equals(name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
