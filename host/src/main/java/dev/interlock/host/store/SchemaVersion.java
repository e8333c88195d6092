package dev.interlock.host.store;

import java.util.ArrayList;
import java.util.List;

/// The version of a migration: `1`, `1.2`. `1` and `1.0` are the same.
record SchemaVersion(List<Long> parts) implements Comparable<SchemaVersion> {

  static final SchemaVersion NONE = new SchemaVersion(List.of());

  SchemaVersion {
    List<Long> significant = new ArrayList<>(parts);
    while (significant.size() > 1 && significant.getLast() == 0) {
      significant.removeLast();
    }
    parts = List.copyOf(significant);
  }

  /// Digits, parted by dots or underscores.
  static SchemaVersion parse(String text) {
    List<Long> parts = new ArrayList<>();
    for (String part : text.split("[._]")) {
      parts.add(Long.parseLong(part));
    }
    return new SchemaVersion(parts);
  }

  @Override
  public int compareTo(SchemaVersion other) {
    for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
      int order = Long.compare(part(i), other.part(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(parts.size(), other.parts.size());
  }

  private long part(int index) {
    return index < parts.size() ? parts.get(index) : 0;
  }

  @Override
  public String toString() {
    return parts.isEmpty()
        ? "none"
        : String.join(".", parts.stream().map(String::valueOf).toList());
  }
}
