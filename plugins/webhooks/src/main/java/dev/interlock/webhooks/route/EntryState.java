package dev.interlock.webhooks.route;

import dev.interlock.webhooks.observation.LastAttempt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// How a webhook does, in words: `ok, 200 4s ago`.
final class EntryState {

  private EntryState() {}

  /// @param standing of the queue: `paused`, `disabled: …`; empty where it sends
  static void put(ObjectNode entry, String standing, Optional<LastAttempt> last, Instant now) {
    entry.put("state", standing.isEmpty() ? words(last, now) : standing);
    if (last.isEmpty()) {
      entry.putNull("last_status").putNull("last_at");
      return;
    }
    LastAttempt attempt = last.get();
    if (attempt.status() == 0) {
      entry.putNull("last_status");
    } else {
      entry.put("last_status", attempt.status());
    }
    entry.put("last_at", attempt.at().toString());
  }

  private static String words(Optional<LastAttempt> last, Instant now) {
    if (last.isEmpty()) {
      return "ok";
    }
    LastAttempt attempt = last.get();
    String ago = ago(Duration.between(attempt.at(), now));
    if (attempt.ok()) {
      return "ok, " + attempt.status() + " " + ago;
    }
    return "failing: " + (attempt.status() == 0 ? attempt.cause() : attempt.status()) + " " + ago;
  }

  /// In its largest unit: `4s ago`.
  static String ago(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + "s ago";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m ago";
    }
    return seconds < 86_400 ? seconds / 3600 + "h ago" : seconds / 86_400 + "d ago";
  }
}
