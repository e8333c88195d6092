package dev.interlock.host;

import dev.interlock.api.HostEvents.Checked;
import dev.interlock.api.HostEvents.Finding;
import dev.interlock.host.http.Readiness;
import dev.interlock.host.store.Health;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// How the store shows in `check` and in `/readyz`. Thread-safe.
final class StoreStanding {

  private static final long LOOK_NANOS = Duration.ofSeconds(2).toNanos();

  private final HostStore store;
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile @Nullable Health last;
  private volatile long lookAt = System.nanoTime();

  StoreStanding(HostStore store) {
    this.store = store;
  }

  /// What `check` says; it asks the store itself.
  Checked checked() {
    Health health = store.health();
    Optional<Refusal> refusal = store.refusal();
    if (!health.reachable()) {
      return finding(false, health.text(), remedy(health));
    }
    return refusal
        .map(each -> finding(false, text(health, each), each.remedy()))
        .orElseGet(() -> finding(true, health.text(), ""));
  }

  private static Checked finding(boolean ok, String text, String remedy) {
    return new Checked(List.of(new Finding("store", ok, text, remedy)));
  }

  private static String text(Health health, Refusal refusal) {
    return health.text() + "; " + refusal.reason();
  }

  private static String remedy(Health health) {
    return health.isServer()
        ? "start the server, or correct url, user and password below store:"
        : "see that the file and its folder can be written, and that no other process has it";
  }

  /// What is wrong with a store that is in use. Quick: it asks at most every two seconds, and only
  /// one caller at a time waits for the answer.
  Optional<Readiness.Degradation> degradation() {
    if (!store.isOpen()) {
      return Optional.empty();
    }
    if (System.nanoTime() - lookAt >= 0 && looking.compareAndSet(false, true)) {
      try {
        last = store.health();
        lookAt = System.nanoTime() + LOOK_NANOS;
      } finally {
        looking.set(false);
      }
    }
    Health health = last;
    if (health == null) {
      return Optional.empty();
    }
    if (!health.reachable()) {
      return Optional.of(new Readiness.Degradation("store", health.text()));
    }
    return store
        .refusal()
        .map(refusal -> new Readiness.Degradation("store", text(health, refusal)));
  }

  /// Whether the store, where it is in use, answered when it was last asked.
  boolean isReachable() {
    Health health = last;
    return health == null || health.reachable();
  }
}
