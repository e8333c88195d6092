package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.Poison;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.settings.Durations;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Next;
import java.time.Duration;

/// What follows an attempt, or the lack of one.
///
/// @param cause a word; empty after a success
/// @param message for people; empty after a success
record Verdict(Next next, String cause, String message) {

  static final Verdict DELIVERED = new Verdict(new Next.Finish(DeliveryState.DELIVERED), "", "");

  static final Verdict RELEASED = new Verdict(new Next.Release(), "", "");

  static final Verdict ABANDONED =
      new Verdict(new Next.Finish(DeliveryState.ABANDONED), "stopping", "the process stops");

  static Verdict expired(Target target) {
    return new Verdict(
        new Next.Finish(DeliveryState.EXPIRED),
        "expired",
        "not delivered within " + Durations.format(target.expire()));
  }

  /// The rules of one attempt that was made.
  ///
  /// @param lastTry whether no other can follow
  /// @param random 0 to 1
  record Rules(Target target, RetryPolicy retry, boolean lastTry, double random) {

    /// @param took from the lease to now
    Verdict after(Leased leased, AttemptResult result, Duration took) {
      return switch (result) {
        case AttemptResult.Delivered _ -> DELIVERED;
        case AttemptResult.Retry(Duration after, String cause, AttemptReport report) ->
            again(leased, after, took, new Failure(cause, report));
        case AttemptResult.GaveUp(String cause, AttemptReport report) ->
            giveUp(leased, new Failure(cause, report));
        case AttemptResult.Gone(AttemptReport report) ->
            giveUp(leased, new Failure("gone", report));
      };
    }

    private record Failure(String cause, AttemptReport report) {}

    private Verdict again(Leased leased, Duration asked, Duration took, Failure failure) {
      int next = leased.attempts() + 2;
      if (lastTry || !retry.allows(next)) {
        return giveUp(leased, failure);
      }
      Duration planned = retry.delayBefore(next, random);
      Duration delay = asked.compareTo(planned) > 0 ? asked : planned;
      Duration tried = leased.sinceFirstTry().plus(took);
      boolean tooLate =
          delay.compareTo(retry.maxTime().minus(tried)) > 0
              || delay.compareTo(target.expire().minus(leased.age()).minus(took)) > 0;
      return tooLate
          ? giveUp(leased, failure)
          : new Verdict(new Next.Again(delay), failure.cause(), failure.report().error());
    }

    /// Poison is a matter of keys: without one nothing waits behind it.
    private Verdict giveUp(Leased leased, Failure failure) {
      DeliveryState state =
          leased.delivery().orderKey() == null ? DeliveryState.FAILED : of(target.poison());
      return new Verdict(new Next.Finish(state), failure.cause(), failure.report().error());
    }

    private static DeliveryState of(Poison poison) {
      return switch (poison) {
        case PARK -> DeliveryState.PARKED;
        case SKIP -> DeliveryState.FAILED;
        case HOLD -> DeliveryState.HELD;
      };
    }
  }
}
