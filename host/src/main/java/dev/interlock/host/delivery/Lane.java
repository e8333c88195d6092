package dev.interlock.host.delivery;

import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.delivery.Transport;
import dev.interlock.host.bus.UseCount;
import dev.interlock.host.delivery.DeliveryStore.TargetRecord;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One target in one store, as this host delivers to it: its registration, which may come and go,
/// and what stays meanwhile. Thread-safe, never blocks.
final class Lane {

  private final String name;
  private final TargetRecords records;
  private final @Nullable RetryPolicy retry;
  private final Breaker breaker = new Breaker();
  private final TargetHealth health;
  private final AdaptiveLimit limit;
  private final LaneMeters meters;
  private final LaneBuffer buffer = new LaneBuffer();
  private final AtomicInteger inFlight = new AtomicInteger();

  private final AtomicBoolean recovered = new AtomicBoolean();

  private volatile @Nullable Registered registered;
  private volatile boolean known;

  /// Somebody was turned away since this was last asked.
  private volatile boolean starved;

  private final AtomicInteger lost = new AtomicInteger();

  private volatile boolean retired;
  private volatile boolean lastTries;
  private volatile long releasedAt;

  /// The definition and the transport that attempts go by.
  ///
  /// @param attempts those that go by it; retired once another took its place
  record Registered(Target target, Transport transport, UseCount attempts) {}

  /// @param retry instead of the target's own; null for that
  Lane(Target first, String name, Engine engine, @Nullable RetryPolicy retry) {
    this.name = name;
    this.records = engine.records();
    this.retry = retry;
    this.health = new TargetHealth(name, records);
    this.limit = new AdaptiveLimit(first.flow().concurrency());
    this.meters = engine.meters().of(this, engine.backlogs());
  }

  String name() {
    return name;
  }

  /// As the connector calls it.
  String shortName() {
    return name.substring(name.indexOf('/') + 1);
  }

  @Nullable Registered registered() {
    return registered;
  }

  /// Begins an attempt by `current`, or by what took its place. Whoever gets one gives it back to
  /// its `attempts`.
  ///
  /// @return null where it is registered no more
  @Nullable Registered beginAttempt(Registered current) {
    Registered now = current;
    while (!now.attempts().enter()) {
      Registered next = registered;
      if (next == null || next.attempts() == now.attempts()) {
        return null;
      }
      now = next;
    }
    return now;
  }

  void register(Registered next) {
    retired = false;
    known = true;
    registered = next;
    limit.most(next.target().flow().concurrency());
  }

  /// Takes `current` away, unless another took its place before.
  @SuppressWarnings("ReferenceEquality") // another registration may say the same
  synchronized boolean release(Registered current, long now) {
    if (registered != current) {
      return false;
    }
    registered = null;
    releasedAt = now;
    return true;
  }

  /// Whether it was ever registered.
  boolean isKnown() {
    return known;
  }

  /// When it was released, by the ticker; meaningless while it is registered.
  long releasedAt() {
    return releasedAt;
  }

  /// Takes a place for an attempt. False where there is none: whoever gives one back then asks
  /// `starved`.
  boolean enter() {
    if (takePlace()) {
      return true;
    }
    starved = true;
    return takePlace();
  }

  private boolean takePlace() {
    while (true) {
      int there = inFlight.get();
      if (there >= limit.current()) {
        return false;
      }
      if (inFlight.compareAndSet(there, there + 1)) {
        return true;
      }
    }
  }

  /// Gives the place back.
  void leave() {
    inFlight.decrementAndGet();
  }

  /// Whether somebody found no place since the last time this was asked.
  boolean starved() {
    if (!starved) {
      return false;
    }
    starved = false;
    return true;
  }

  /// Whether nothing is to be sent, for as long as nobody changes that.
  boolean isShut() {
    if (registered == null || retired) {
      return true;
    }
    TargetRecord record = records.of(name);
    return record.paused() || record.disabled() != null;
  }

  TargetRecord record() {
    return records.of(name);
  }

  Verdict.Rules rules(Target target) {
    RetryPolicy policy = retry == null ? target.retry() : retry;
    return new Verdict.Rules(target, policy, lastTries, ThreadLocalRandom.current().nextDouble());
  }

  /// From now on no further try follows any.
  void lastTries() {
    lastTries = true;
  }

  boolean hasLastTries() {
    return lastTries;
  }

  /// Its breaker closed after it was open, or opened anew; told once it is published.
  void recovered(boolean changed) {
    recovered.set(changed);
  }

  boolean takeRecovered() {
    return recovered.get() && recovered.compareAndSet(true, false);
  }

  void retire() {
    retired = true;
  }

  boolean isRetired() {
    return retired;
  }

  /// One that waited in memory ended with the process.
  void lost() {
    lost.incrementAndGet();
  }

  int lostOnes() {
    return lost.get();
  }

  int inFlight() {
    return inFlight.get();
  }

  Breaker breaker() {
    return breaker;
  }

  TargetHealth health() {
    return health;
  }

  AdaptiveLimit limit() {
    return limit;
  }

  LaneMeters meters() {
    return meters;
  }

  LaneBuffer buffer() {
    return buffer;
  }
}
