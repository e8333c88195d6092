package dev.interlock.host.config;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/// Takes hidden values out of messages that code of others wrote: a record's constructor may say
/// what it found.
final class Redaction {

  /// A shorter one stands in too many words of our own.
  private static final int SHORTEST_PART = 4;

  private static final Comparator<String> LONGEST_FIRST =
      (one, other) -> {
        int lengths = Integer.compare(other.length(), one.length());
        return lengths == 0 ? one.compareTo(other) : lengths;
      };

  private final Set<String> parts = new TreeSet<>(LONGEST_FIRST);

  /// @param resolved what references gave
  Redaction(Set<String> resolved) {
    resolved.stream().filter(value -> value.length() >= SHORTEST_PART).forEach(parts::add);
  }

  /// The message without what references gave, and without any hidden value in or under `setting`.
  String redact(String message, Setting setting) {
    Set<String> hidden = new TreeSet<>(LONGEST_FIRST);
    hidden.addAll(parts);
    collect(setting, hidden);
    String redacted = message;
    for (String value : hidden) {
      redacted = redacted.replace(value, Found.HIDDEN);
    }
    return redacted;
  }

  private static void collect(Setting setting, Set<String> hidden) {
    switch (setting) {
      case Setting.Mapping mapping ->
          mapping.entries().values().forEach(entry -> collect(entry.value(), hidden));
      case Setting.Sequence sequence -> sequence.items().forEach(item -> collect(item, hidden));
      case Setting.Scalar scalar -> {
        boolean text =
            scalar.json().isString() && scalar.json().stringValue().length() >= SHORTEST_PART;
        if (text && Found.isHidden(scalar)) {
          hidden.add(scalar.json().stringValue());
        } else if (scalar.json().isNumber() && Found.isHidden(scalar)) {
          hidden.add(scalar.json().toString());
        }
      }
    }
  }
}
