package dev.interlock.api.delivery;

/// Which part of a list is shown.
///
/// @param beforeNumber a cursor: only entries with a smaller number (a larger one where
///   `ascending`); 0 for none
/// @param offset entries to leave out, after the cursor
/// @param limit at least 1
/// @param ascending the oldest first; else the newest
/// @param bodies whether bodies are read
public record Page(long beforeNumber, int offset, int limit, boolean ascending, boolean bodies) {

  public Page {
    if (limit < 1 || offset < 0 || beforeNumber < 0) {
      throw new IllegalArgumentException(
          "expected a limit of at least 1, an offset and a cursor of at least 0");
    }
  }
}
