package dev.interlock.host.delivery;

import dev.interlock.api.delivery.Target;
import dev.interlock.api.settings.Rate;
import dev.interlock.host.delivery.DeliveryStore.Demand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What hungry targets ask for: as many as they can soon begin. A target that answers fast has up
/// to three times its concurrency leased ahead, so that a lease call serves many deliveries; one
/// that is slow has nothing leased that it can't begin at once.
final class Demands {

  /// A lease outlasts its attempt's limit by so much: for its wait, its end, and its recording.
  static final Duration SLACK = Duration.ofSeconds(5);

  /// What has waited for longer since its lease is given back.
  static final long LONGEST_WAIT = Duration.ofMillis(1_500).toNanos();

  /// Within this all that is leased for a target is begun, as far as can be foreseen.
  private static final double SOON = Duration.ofMillis(300).toNanos();

  // Times the concurrency: at most, and before the first answer.
  private static final double MOST_AHEAD = 4;
  private static final double AHEAD_AT_FIRST = 2;

  private Demands() {}

  /// @param lane asks for `most`
  record Wish(Lane lane, int most, Duration lease) {}

  static List<Wish> of(Iterable<Lane> lanes, long now, Instant instant) {
    List<Wish> wishes = new ArrayList<>();
    for (Lane lane : lanes) {
      Lane.Registered registered = lane.registered();
      if (registered != null && lane.buffer().isHungry(now) && !lane.isShut()) {
        int room = room(lane, registered.target(), now, instant);
        if (room <= 0) {
          lane.buffer().behind(true);
        } else {
          wishes.add(new Wish(lane, room, lease(registered.target())));
        }
      }
    }
    return wishes;
  }

  static Duration lease(Target target) {
    return target.attemptLimit().plus(SLACK);
  }

  /// Whether a delivery that is new would soon begin, and nothing older waits for a place.
  static boolean takesMore(Lane lane, Target target) {
    if (lane.buffer().isBehind()
        || lane.isShut()
        || target.flow().rate() != null
        || (target.flow().breaker() && lane.breaker().isOpen())) {
      return false;
    }
    return room(lane) > 0;
  }

  private static int room(Lane lane, Target target, long now, Instant instant) {
    LaneBuffer buffer = lane.buffer();
    if (target.flow().breaker() && lane.breaker().isOpen()) {
      return lane.breaker().admits(instant) && buffer.held().get() == 0 ? 1 : 0;
    }
    Rate rate = target.flow().rate();
    if (rate != null && now - buffer.noRateBefore() < 0 && buffer.noRateBefore() != 0) {
      return 0;
    }
    if (taken(lane) > lane.limit().current()) {
      return 0; // so that calls are few
    }
    int room = room(lane);
    return rate == null ? room : Math.min(room, (int) Math.max(1, Math.ceil(rate.perSecond())));
  }

  /// What waits to be recorded takes room, too: a store that is slow is not asked for more.
  private static int room(Lane lane) {
    int ahead = ahead(lane);
    return Math.min(ahead - taken(lane), 2 * ahead - lane.buffer().held().get());
  }

  private static int taken(Lane lane) {
    return lane.inFlight() + lane.buffer().size();
  }

  private static int ahead(Lane lane) {
    long latency = lane.limit().latency();
    double times = latency == 0 ? AHEAD_AT_FIRST : Math.clamp(SOON / latency, 1, MOST_AHEAD);
    return (int) (times * lane.limit().current());
  }

  /// Shares out what there is.
  static List<Demand> share(List<Wish> wishes, int permits, long bytes) {
    int[] wants = new int[wishes.size()];
    long each = Math.max(1, bytes / Math.max(1, wishes.size()));
    for (int i = 0; i < wants.length; i++) {
      Wish wish = wishes.get(i);
      long affordable = Math.max(1, each / wish.lane().buffer().averageBytes());
      wants[i] = (int) Math.min(wish.most(), affordable);
    }
    int[] shares = FairShares.divide(wants, permits);
    List<Demand> demands = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        demands.add(new Demand(wishes.get(i).lane().name(), shares[i], wishes.get(i).lease()));
      }
    }
    return demands;
  }
}
