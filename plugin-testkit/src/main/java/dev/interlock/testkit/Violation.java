package dev.interlock.testkit;

import java.time.Duration;
import java.util.List;

/// An invariant that didn't hold.
///
/// @param what as a sentence
/// @param at when it showed, by the log's time; the longest there is where something never came
/// @param history what arrived of the same key at the same target up to then, the last 50 of it
public record Violation(String what, Duration at, List<Arrival> history) {

  private static final int MOST = 50;
  private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

  public Violation {
    history = List.copyOf(history.subList(Math.max(0, history.size() - MOST), history.size()));
  }

  static Violation of(String what, Arrival arrival, List<Arrival> lane) {
    return new Violation(
        arrival.position() + " at " + arrival.target() + " " + what,
        arrival.began(),
        lane.stream()
            .filter(
                each ->
                    each.number() <= arrival.number()
                        && each.position().key().equals(arrival.position().key()))
            .toList());
  }

  static Violation lost(Position position, String target, List<Arrival> lane) {
    String how =
        lane.stream().anyMatch(each -> each.position().equals(position))
            ? " arrived but was never taken at "
            : " never arrived at ";
    return new Violation(position + " was accepted and" + how + target, NEVER, lane);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(what).append("; its key there:");
    history.forEach(each -> text.append("\n  ").append(each));
    return text.toString();
  }
}
