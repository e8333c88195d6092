package dev.interlock.webhooks.command;

import dev.interlock.api.InterlockException;
import dev.interlock.api.command.HostUnreachableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The running host's webhooks: what the ids of deliveries mean. For one thread.
final class KnownWebhooks {

  /// Those that are not among the first; each is a call.
  private static final int MOST_ASKED = 50;

  private final HostCalls calls;
  private final Map<String, String> names = new LinkedHashMap<>();
  private final List<String> waiting = new ArrayList<>();
  private int asked;

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
    String known = names.get(id);
    if (known == null) {
      known = asked++ < MOST_ASKED ? fact(id, "name").orElse(id) : id;
      names.put(id, known);
    }
    return known;
  }

  private Optional<String> fact(String nameOrId, String field) {
    try {
      String path = "/v1/webhooks/" + HostCalls.segment(nameOrId);
      return Optional.of(calls.fetch("GET", path, null).path(field).asString(""));
    } catch (HostUnreachableException gone) {
      throw gone;
    } catch (InterlockException _) {
      return Optional.empty(); // the webhook is gone
    }
  }

  /// Those of the file for which deliveries wait.
  List<String> waiting() {
    return waiting;
  }

  /// Empty where there is none any more.
  Optional<String> id(String nameOrId) {
    return fact(nameOrId, "id");
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
