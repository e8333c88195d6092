package dev.interlock.webhooks.wire;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is wrong with the fields of a request, all at once: `name: cannot be blank; url: must be a
/// valid URL.` Not thread-safe.
public final class Faults {

  private final Map<String, String> reasons = new TreeMap<>();

  /// The first reason of a field stands.
  public void add(String field, String reason) {
    reasons.putIfAbsent(field, reason);
  }

  public void addIf(boolean wrong, String field, String reason) {
    if (wrong) {
      add(field, reason);
    }
  }

  /// @throws WireError where there is any
  public void check() {
    if (!reasons.isEmpty()) {
      throw WireError.of(
          WireError.Kind.VALIDATION,
          reasons.entrySet().stream()
              .map(fault -> fault.getKey() + ": " + fault.getValue())
              .collect(Collectors.joining("; ", "", ".")));
    }
  }
}
