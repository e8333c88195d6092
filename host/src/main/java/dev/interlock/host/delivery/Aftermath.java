package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.TargetChange;
import dev.interlock.host.delivery.DeliveryStore.Made;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import java.time.Duration;
import java.util.Optional;

/// What an attempt's result means: at once for the target's concurrency and breaker, and once it is
/// recorded for its health and for those who want to know. Thread-safe.
final class Aftermath {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  private final TargetRecords records;

  Aftermath(TargetRecords records) {
    this.records = records;
  }

  /// An attempt with its result, and what follows.
  record Ended(Attempt attempt, AttemptResult result, Verdict verdict, Duration took) {

    /// The same, ended by the stop of the process.
    Ended abandoned() {
      return new Ended(attempt, result, Verdict.ABANDONED, took);
    }

    Settlement settlement() {
      boolean succeeded = result instanceof AttemptResult.Delivered;
      return new Settlement(
          attempt.leased(), new Made(result.report(), succeeded, took), verdict.next());
    }
  }

  /// Never blocks.
  Ended judge(Attempt attempt, AttemptResult result, long now) {
    Lane lane = attempt.lane();
    long took = now - attempt.begunAt();
    adapt(lane, result, now, took);
    observe(lane, attempt.registered(), result);
    lane.meters().attempted(result instanceof AttemptResult.Delivered);
    Verdict verdict =
        lane.rules(attempt.registered().target())
            .after(attempt.leased(), result, Duration.ofNanos(now - attempt.leasedAt()));
    return new Ended(attempt, result, verdict, Duration.ofNanos(took));
  }

  private static void adapt(Lane lane, AttemptResult result, long now, long took) {
    AttemptReport report = result.report();
    boolean overloaded =
        report.status() == TOO_MANY_REQUESTS
            || report.status() == UNAVAILABLE
            || (result instanceof AttemptResult.Retry retry && retry.cause().equals("timeout"));
    if (overloaded) {
      lane.limit().overloaded(now);
    } else if (result instanceof AttemptResult.Delivered || report.status() != 0) {
      lane.limit().answered(now, took, lane.inFlight());
    }
  }

  /// A final answer shows that the target lives; a delivery that could not be sent at all shows
  /// nothing.
  private void observe(Lane lane, Lane.Registered registered, AttemptResult result) {
    if (!registered.target().flow().breaker()) {
      return;
    }
    switch (result) {
      case AttemptResult.Retry _ -> observe(lane, false);
      case AttemptResult.GaveUp(_, AttemptReport report) when report.status() == 0 -> {}
      case AttemptResult.Delivered _, AttemptResult.GaveUp _, AttemptResult.Gone _ ->
          observe(lane, true);
    }
  }

  /// How an attempt went, for the breaker alone.
  void observe(Lane lane, boolean succeeded) {
    switch (lane.breaker().observed(succeeded, records.now())) {
      case NONE -> {}
      case OPENED -> lane.recovered(false);
      case RECOVERED -> lane.recovered(true);
    }
  }

  /// After it was recorded.
  ///
  /// @param counted whether it decided about its delivery
  void told(Ended ended, boolean counted) {
    Attempt attempt = ended.attempt();
    Optional<String> disabled = Optional.empty();
    try {
      // before anybody hears of the end, and asks how the target stands
      disabled = attempt.lane().health().observe(attempt.registered().target(), ended.result());
    } finally {
      if (counted) {
        tell(ended);
      }
    }
    publish(attempt.lane());
    disabled.ifPresent(
        reason ->
            Callbacks.changed(
                attempt.lane(), new TargetChange.Disabled(attempt.lane().shortName(), reason)));
  }

  private static void tell(Ended ended) {
    Attempt attempt = ended.attempt();
    switch (ended.verdict().next()) {
      case Next.Finish _ ->
          Callbacks.ended(
              attempt.lane(),
              attempt.registered().transport(),
              attempt.leased(),
              attempt.outgoing().attempt(),
              ended.verdict());
      case Next.Again(Duration delay) ->
          Callbacks.retrying(
              attempt.lane(), attempt.registered().transport(), attempt.outgoing(), delay);
      case Next.Release _ -> {}
    }
  }

  /// Shares the breaker's state, and says that it has recovered. Blocks where the store does.
  void publish(Lane lane) {
    if (lane.breaker().isUnpublished()) {
      boolean _ = records.change(lane.name(), lane.breaker()::onto);
    }
    if (lane.takeRecovered()) {
      Callbacks.changed(lane, new TargetChange.Recovered(lane.shortName()));
    }
  }
}
