package dev.interlock.webhooks.relay;

import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.FlowPolicy;
import dev.interlock.api.delivery.Poison;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.delivery.RetryPolicy.Delays;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.delivery.Transport;
import dev.interlock.api.egress.Egress;
import dev.interlock.webhooks.relay.store.Destination;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/// Each destination as a target of the queue: one message after another, three tries one second
/// apart, for at most a day, and then on to the next message. A message that was given up is kept
/// as failed for the store's retention, and can be retried.
final class DestinationTargets {

  /// Every message of a destination waits for the one before it.
  static final String ORDER_KEY = "messages";

  private static final String PREFIX = "relay-";
  private static final Pattern NAME = Pattern.compile("relay-([1-9][0-9]{0,17})");
  private static final int TRIES = 3;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);
  private static final Duration EXPIRE = Duration.ofHours(24);
  private static final long MAX_BACKLOG = 1_000_000;

  private final Egress egress;
  private final ForwardRequest requests;
  private final Logger log;

  /// @param version Interlock's
  DestinationTargets(Egress egress, String version, Logger log) {
    this.egress = egress;
    this.requests = new ForwardRequest(version);
    this.log = log;
  }

  /// The target's name, the same on every host.
  static String name(long id) {
    return PREFIX + id;
  }

  /// Whose messages a target's are; empty where it is no destination's.
  static OptionalLong destination(String target) {
    var matcher = NAME.matcher(target);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  Target target(long id) {
    return new Target(
        name(id),
        Durability.DURABLE,
        new RetryPolicy(TRIES, EXPIRE, new Delays(BETWEEN_TRIES, 1, BETWEEN_TRIES, 0)),
        Poison.SKIP,
        EXPIRE,
        ForwardRequest.LIMIT,
        new FlowPolicy(1, null, MAX_BACKLOG, null, false),
        ORDER_KEY);
  }

  /// @param current the destination as it is now; null where it has been removed
  Transport transport(Supplier<@Nullable Destination> current) {
    return new DestinationTransport(requests, egress, log, current);
  }
}
