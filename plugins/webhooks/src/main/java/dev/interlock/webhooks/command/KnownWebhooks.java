package dev.interlock.webhooks.command;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.command.HostUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/// The running host's webhooks, the first 1000 by name: what the ids of deliveries mean.
final class KnownWebhooks {

  private final HostCalls calls;
  private final Map<String, String> names = new LinkedHashMap<>();
  private final List<String> waiting = new ArrayList<>();

  private KnownWebhooks(HostCalls calls) {
    this.calls = calls;
  }

  static KnownWebhooks read(HostCalls calls) {
    KnownWebhooks known = new KnownWebhooks(calls);
    for (JsonNode webhook : calls.fetch("GET", "/v1/webhooks?limit=1000", null).path("webhooks")) {
      String id = webhook.path("id").asString("");
      known.names.put(id, webhook.path("name").asString(""));
      if (webhook.path("waiting").asLong(0) > 0) {
        known.waiting.add(id);
      }
    }
    return known;
  }

  /// Its id where there is no such webhook any more.
  String name(String id) {
    return names.getOrDefault(id, id);
  }

  /// Those of the file for which deliveries wait.
  List<String> waiting() {
    return waiting;
  }

  /// @throws InterlockException where no webhook has that name, or several have
  String id(String nameOrId) {
    List<String> found =
        names.entrySet().stream()
            .filter(entry -> entry.getValue().equals(nameOrId))
            .map(Map.Entry::getKey)
            .toList();
    if (found.size() > 1) {
      throw new InterlockException(
          ErrorCategory.USER,
          "several webhooks are called \""
              + nameOrId
              + "\": "
              + String.join(", ", found)
              + "; name one by its id");
    }
    return found.isEmpty() ? checked(nameOrId) : found.getFirst();
  }

  private static String checked(String id) {
    try {
      return UUID.fromString(id).toString();
    } catch (IllegalArgumentException none) {
      throw new InterlockException(
          ErrorCategory.USER,
          "found \"" + id + "\", no such webhook: interlock webhooks list shows them",
          none);
    }
  }

  /// How long the oldest head of a blocked key has waited there; empty where no key is blocked, or
  /// the webhook is gone.
  Optional<Duration> blockedFor(String id) {
    try {
      double seconds =
          calls.fetch("GET", "/v1/webhooks/" + id + "/stats", null).path("blocked_for").asDouble(0);
      return seconds <= 0
          ? Optional.empty()
          : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
    } catch (HostUnreachableException gone) {
      throw gone;
    } catch (InterlockException _) {
      return Optional.empty(); // the webhook is gone
    }
  }
}
