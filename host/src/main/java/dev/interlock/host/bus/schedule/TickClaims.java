package dev.interlock.host.bus.schedule;

import java.time.Duration;
import java.time.Instant;

/// Decides which host runs which tick of a schedule. Calls may block; thread-safe.
public interface TickClaims {

  /// A host that shares its schedules with nobody.
  TickClaims ALONE =
      new TickClaims() {
        @Override
        public boolean shared() {
          return false;
        }

        @Override
        public boolean claim(String schedule, Instant tick) {
          return true;
        }

        @Override
        public void renew(String schedule, Instant tick) {}

        @Override
        public void ended(String schedule, Instant tick) {}
      };

  /// How often a run that goes on is to be renewed.
  Duration RENEWAL = Duration.ofSeconds(10);

  /// Whether other hosts may have the same schedules: ticks are then the same on all of them.
  boolean shared();

  /// True where this host is to run that tick.
  boolean claim(String schedule, Instant tick);

  /// The run goes on.
  void renew(String schedule, Instant tick);

  /// The run has ended.
  void ended(String schedule, Instant tick);
}
