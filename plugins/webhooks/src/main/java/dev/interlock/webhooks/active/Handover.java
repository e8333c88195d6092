package dev.interlock.webhooks.active;

import dev.interlock.webhooks.configuration.Webhook;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a connector that was stopped leaves to the one that follows it in the same host, when its
/// file was changed: so that the next one can tell which webhooks are gone. A host is known by the
/// folder of its file. Goes with the connector's class loader. Thread-safe.
final class Handover {

  private static final Map<Path, List<Webhook>> LEFT = new ConcurrentHashMap<>();

  private Handover() {}

  static void leave(Path folder, List<Webhook> webhooks) {
    LEFT.put(folder, List.copyOf(webhooks));
  }

  static List<Webhook> take(Path folder) {
    List<Webhook> left = LEFT.remove(folder);
    return left == null ? List.of() : left;
  }
}
