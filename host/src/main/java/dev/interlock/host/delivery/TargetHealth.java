package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.settings.Durations;
import dev.interlock.host.delivery.DeliveryStore.TargetRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// When a target is disabled: it said twice, at least a minute apart and with no success between,
/// that it is gone, or nothing but failures came from it for as long as its flow bears. Failures
/// are shared once they have lasted half a minute, so that a target that fails now and then costs
/// the store nothing. Thread-safe; blocks where the store does.
final class TargetHealth {

  private static final Duration BETWEEN_GONE = Duration.ofMinutes(1);
  private static final Duration SHARED_AFTER = Duration.ofSeconds(30);

  private final String name;
  private final TargetRecords records;
  private volatile @Nullable Instant failingSince;

  TargetHealth(String name, TargetRecords records) {
    this.name = name;
    this.records = records;
  }

  /// How an attempt went.
  ///
  /// @return why it is disabled from now on; empty where it isn't, or was before
  Optional<String> observe(Target target, AttemptResult result) {
    Instant now = records.now();
    if (result instanceof AttemptResult.Delivered) {
      recovered();
      return Optional.empty();
    }
    Instant since = failingSince;
    if (since == null) {
      since = now;
      failingSince = now;
    }
    if (result instanceof AttemptResult.Gone(var report)) {
      return gone(now, report.status() == 0 ? "gone" : Integer.toString(report.status()));
    }
    return failing(target, since, now);
  }

  private void recovered() {
    failingSince = null;
    TargetRecord record = records.of(name);
    if (record.failingSince() != null || record.goneAt() != null) {
      boolean _ = records.change(name, current -> current.withFailures(null, null));
    }
  }

  private Optional<String> gone(Instant now, String reason) {
    Instant before = records.of(name).goneAt();
    if (before == null) {
      boolean _ =
          records.change(
              name,
              current ->
                  current.goneAt() != null
                      ? current
                      : current.withFailures(current.failingSince(), now));
      return Optional.empty();
    }
    boolean again = Duration.between(before, now).compareTo(BETWEEN_GONE) >= 0;
    return again && disable(reason, now) ? Optional.of(reason) : Optional.empty();
  }

  private Optional<String> failing(Target target, Instant since, Instant now) {
    Duration borne = target.flow().disableAfter();
    if (borne == null) {
      return Optional.empty();
    }
    Instant shared = records.of(name).failingSince();
    Instant first = shared != null && shared.isBefore(since) ? shared : since;
    Duration failing = Duration.between(first, now);
    if (failing.compareTo(borne) >= 0) {
      String reason = "nothing but failures for " + Durations.format(borne);
      return disable(reason, now) ? Optional.of(reason) : Optional.empty();
    }
    if (shared == null && failing.compareTo(SHARED_AFTER) >= 0) {
      boolean _ =
          records.change(
              name,
              current ->
                  current.failingSince() != null
                      ? current
                      : current.withFailures(first, current.goneAt()));
    }
    return Optional.empty();
  }

  /// False where it was disabled before.
  boolean disable(String reason, Instant now) {
    return records.change(
        name,
        current ->
            current.disabled() != null
                ? current
                : current.withDisabled(new TargetRecord.Disabled(reason, now)));
  }

  void forget() {
    failingSince = null;
  }
}
