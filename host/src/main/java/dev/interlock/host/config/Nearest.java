package dev.interlock.host.config;

import java.util.Collection;
import java.util.Optional;

/// Finds what a mistyped word was meant to be.
public final class Nearest {

  private static final int LONGEST = 64;

  private Nearest() {}

  /// The candidate with the smallest edit distance (a swap of neighbours counts one), the first of
  /// equals; empty where none is nearer than a third of the word's length, at least one. Words over
  /// 64 characters have no near ones.
  public static Optional<String> to(String word, Collection<String> candidates) {
    int limit = Math.max(1, (word.length() + 1) / 3);
    Optional<String> nearest = Optional.empty();
    for (String candidate : candidates) {
      int distance = distance(word, candidate, limit);
      if (distance <= limit) {
        nearest = Optional.of(candidate);
        limit = distance - 1;
      }
    }
    return nearest;
  }

  /// `did you mean after:measure?`, else `expected one of a, b, c`, else nothing; with `; ` before
  /// it.
  public static String hint(String word, Collection<String> candidates) {
    return to(word, candidates)
        .map(near -> "; did you mean " + near + "?")
        .orElseGet(() -> candidates.isEmpty() ? "" : "; expected " + Found.oneOf(candidates));
  }

  /// The edit distance, or `limit + 1` where it is more than `limit`.
  public static int distance(String one, String other, int limit) {
    if (Math.abs(one.length() - other.length()) > limit
        || Math.max(one.length(), other.length()) > LONGEST) {
      return limit + 1;
    }
    int[] beforeLast = new int[other.length() + 1];
    int[] last = new int[other.length() + 1];
    int[] row = new int[other.length() + 1];
    for (int column = 0; column <= other.length(); column++) {
      last[column] = column;
    }
    for (int i = 1; i <= one.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] spare = beforeLast;
      beforeLast = last;
      last = row;
      row = spare;
    }
    return Math.min(last[other.length()], limit + 1);
  }
}
