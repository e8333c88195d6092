package dev.interlock.webhooks.configuration;

import dev.interlock.api.EventPattern;
import dev.interlock.api.Preposition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Which hooks a webhook is on. Duplicates are folded, and an event that several patterns match is
/// still told once: exact names come first, and a later pattern leaves alone what an earlier one
/// takes.
public record EventSelection(List<EventPattern> includes, List<EventPattern> excludes) {

  public EventSelection {
    includes = List.copyOf(includes);
    excludes = List.copyOf(excludes);
  }

  static EventSelection of(List<EventPattern> patterns) {
    List<EventPattern> exact = new ArrayList<>();
    List<EventPattern> wildcards = new ArrayList<>();
    List<EventPattern> excludes = new ArrayList<>();
    // Loops here and below: each start makes the lambdas of plugins anew.
    for (EventPattern pattern : new LinkedHashSet<>(patterns)) {
      List<EventPattern> included = pattern.isWildcard() ? wildcards : exact;
      (pattern.excludes() ? excludes : included).add(pattern);
    }
    exact.addAll(wildcards);
    return new EventSelection(exact, excludes);
  }

  /// Whether it is for `pattern`, one of `includes`, to tell of an event of this name.
  public boolean tells(EventPattern pattern, String event) {
    for (EventPattern exclude : excludes) {
      if (exclude.preposition() == pattern.preposition() && exclude.matchesName(event)) {
        return false;
      }
    }
    for (EventPattern earlier : includes) {
      if (earlier.equals(pattern)) {
        return true;
      }
      if (earlier.preposition() == pattern.preposition() && earlier.matchesName(event)) {
        return false;
      }
    }
    return false;
  }

  public boolean has(Preposition preposition) {
    for (EventPattern pattern : includes) {
      if (pattern.preposition() == preposition) {
        return true;
      }
    }
    return false;
  }

  /// As in the file, in one line: `after:*, !after:check`.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    includes.forEach(pattern -> text.append(text.isEmpty() ? "" : ", ").append(pattern));
    excludes.forEach(pattern -> text.append(", ").append(pattern));
    return text.toString();
  }
}
