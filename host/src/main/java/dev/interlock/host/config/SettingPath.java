package dev.interlock.host.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A path into the document, `webhooks[0].events[0]`. Immutable; shares its beginning with the
/// paths that it grew from, so that a large document costs no text until a path is shown.
final class SettingPath {

  /// One step: a key of a mapping or an index of a list.
  sealed interface Step {
    record Key(String name) implements Step {}

    record Index(int number) implements Step {}
  }

  static final SettingPath ROOT = new SettingPath(null, new Step.Key(""));

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+");
  private static final Pattern STEP =
      Pattern.compile("\\[(\\d{1,6})]|\\[\"([^\"]*)\"]|(\\.?)([^.\\[\\]\"\\s]+)");
  private static final int LONGEST_KEY = 64;

  private final @Nullable SettingPath parent;
  private final Step step;

  private SettingPath(@Nullable SettingPath parent, Step step) {
    this.parent = parent;
    this.step = step;
  }

  SettingPath key(String name) {
    return new SettingPath(this, new Step.Key(name));
  }

  SettingPath index(int number) {
    return new SettingPath(this, new Step.Index(number));
  }

  SettingPath then(Step next) {
    return new SettingPath(this, next);
  }

  /// Reads `a.b[0].c` or `a["b.c"]`; empty where the text is not a path.
  static Optional<SettingPath> parse(String text) {
    SettingPath path = ROOT;
    Matcher matcher = STEP.matcher(text);
    int end = 0;
    while (end < text.length() && matcher.find(end) && matcher.start() == end) {
      boolean first = end == 0;
      if (matcher.group(1) != null) {
        path = path.index(Integer.parseInt(matcher.group(1)));
      } else if (matcher.group(2) != null) {
        path = path.key(matcher.group(2));
      } else if (first == matcher.group(3).isEmpty()) {
        path = path.key(matcher.group(4));
      } else {
        return Optional.empty();
      }
      end = matcher.end();
    }
    boolean startsWithKey = !path.steps().isEmpty() && path.steps().getFirst() instanceof Step.Key;
    return end == text.length() && startsWithKey ? Optional.of(path) : Optional.empty();
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (SettingPath at = this; at.parent != null; at = at.parent) {
      steps.add(at.step);
    }
    Collections.reverse(steps);
    return steps;
  }

  /// The key that this path ends with, or the one that the list stands under.
  String lastKey() {
    for (SettingPath at = this; at.parent != null; at = at.parent) {
      if (at.step instanceof Step.Key(String name)) {
        return name;
      }
    }
    return "";
  }

  boolean startsWith(SettingPath other) {
    List<Step> own = steps();
    List<Step> others = other.steps();
    return own.size() >= others.size() && own.subList(0, others.size()).equals(others);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SettingPath path && steps().equals(path.steps());
  }

  @Override
  public int hashCode() {
    return steps().hashCode();
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Step each : steps()) {
      switch (each) {
        case Step.Index(int number) -> text.append('[').append(number).append(']');
        case Step.Key(String name)
            when PLAIN.matcher(name).matches() && name.length() <= LONGEST_KEY ->
            text.append(text.isEmpty() ? "" : ".").append(name);
        case Step.Key(String name) ->
            text.append('[').append(Found.quoted(name, LONGEST_KEY)).append(']');
      }
    }
    return text.toString();
  }
}
