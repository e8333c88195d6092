package dev.interlock.demo;

import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;

/// Permits adjustments at some hours only.
///
/// @param from inclusive
/// @param until exclusive, on the same day
record AdjustmentWindow(LocalTime from, LocalTime until, InstantSource clock, ZoneId zone) {

  boolean isOpen() {
    LocalTime now = LocalTime.ofInstant(clock.instant(), zone);
    return !now.isBefore(from) && now.isBefore(until);
  }
}
