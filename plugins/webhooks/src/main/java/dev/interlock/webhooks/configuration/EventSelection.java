package dev.interlock.webhooks.configuration;

import dev.interlock.api.EventPattern;
import dev.interlock.api.Preposition;
import java.util.Comparator;
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
    List<EventPattern> folded = List.copyOf(new LinkedHashSet<>(patterns));
    return new EventSelection(
        folded.stream()
            .filter(pattern -> !pattern.excludes())
            .sorted(Comparator.comparing(EventPattern::isWildcard))
            .toList(),
        folded.stream().filter(EventPattern::excludes).toList());
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
    return includes.stream().anyMatch(pattern -> pattern.preposition() == preposition);
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
