package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.DeliveryOrigin;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.settings.Rate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where deliveries wait, as the queue sees it. Targets go by `CONNECTOR/NAME`. All times are by
/// the store's own clock (the database's, where hosts share one), so callers give durations. Calls
/// block; thread-safe.
public interface DeliveryStore {

  /// Accepts all or none; on disk, where this store has one, when it returns. A delivery whose id
  /// is known already changes nothing. Positions within a key are given here, in the order of the
  /// list.
  ///
  /// @throws dev.interlock.api.delivery.NotStoredException where a backlog is full or the store
  ///   fails
  void accept(List<Acceptance> deliveries);

  /// Why a delivery of `target` would not be accepted now, so far as is known; empty where nothing
  /// is known against it. Quick, but for a full backlog, which is counted anew.
  default Optional<String> refusal(String target, long maxBacklog) {
    return Optional.empty();
  }

  /// Accepts, and leases to `host` in the same commit what asks for it. A store that can't do both
  /// at once leases nothing.
  ///
  /// @return what was leased, in the order of the list; null for what was not, as it didn't ask or
  ///   its id was known already
  default List<@Nullable Leased> accept(String host, List<Acceptance> deliveries) {
    accept(deliveries);
    return Collections.nCopies(deliveries.size(), null);
  }

  /// @param expire how long it may wait in all
  /// @param maxBacklog of its target
  /// @param lease zero where it isn't leased at once; only what has no delay and no order key is
  record Acceptance(
      String target, NewDelivery delivery, Duration expire, long maxBacklog, Duration lease) {

    public Acceptance(String target, NewDelivery delivery, Duration expire, long maxBacklog) {
      this(target, delivery, expire, maxBacklog, Duration.ZERO);
    }

    public Acceptance leasedFor(Duration changed) {
      return new Acceptance(target, delivery, expire, maxBacklog, changed);
    }
  }

  /// Takes due deliveries into the charge of `host`: of each demand's target at most so many,
  /// oldest due first, of each key only the head. A lease that ended unrecorded is free again.
  /// Paused, disabled and unknown targets are the caller's business: it doesn't ask for them.
  List<Leased> lease(String host, List<Demand> demands);

  record Demand(String target, int most, Duration lease) {}

  /// One leased delivery.
  ///
  /// @param number its row
  /// @param epoch grows with each lease: results count only under the latest
  /// @param attempts made before this lease, those that ended unrecorded included
  /// @param age since it was accepted, or retried by hand
  /// @param sinceFirstTry zero before the first
  /// @param expired whether its time is over: it is to be finished without an attempt
  record Leased(
      long number,
      long epoch,
      String target,
      NewDelivery delivery,
      int attempts,
      Duration age,
      Duration sinceFirstTry,
      boolean expired) {}

  /// Records what became of leases, in one commit where it can; those whose lease another host has
  /// taken meanwhile, or whose delivery was cancelled, are left out, but for their attempt.
  /// Finishing the head of a key lets the next one go, `HELD` excepted.
  ///
  /// @return the numbers of those that counted
  Set<Long> settle(List<Settlement> settlements);

  /// @param attempt null where none was made
  record Settlement(Leased leased, @Nullable Made attempt, Next next) {}

  /// An attempt that was made.
  record Made(AttemptReport report, boolean succeeded, Duration took) {}

  /// What follows.
  sealed interface Next {
    record Finish(DeliveryState state) implements Next {}

    record Again(Duration delay) implements Next {}

    /// The lease is given back, as if it had not been taken.
    record Release() implements Next {}
  }

  /// Tells `listener` of targets with new work, or changed state, that came from elsewhere: another
  /// host, or a caller of `retry`. Never called on a thread that it may not block for a moment.
  void onWake(Consumer<Set<String>> listener);

  /// What is shared about targets; one that nothing is known of is absent.
  Map<String, TargetRecord> targets();

  /// Replaces what is shared of a target where it still is at `next.version() - 1` (0 and absent
  /// are the same). False where somebody else was faster.
  boolean change(TargetRecord next);

  /// A target's shared state. Null: not so.
  ///
  /// @param failingSince since when nothing but failures
  /// @param goneAt when it last said that it is gone
  /// @param openUntil its breaker lets nothing through before
  /// @param openings how often in a row the breaker has opened
  /// @param version grows by one with each change
  record TargetRecord(
      String name,
      boolean paused,
      @Nullable Disabled disabled,
      @Nullable Instant failingSince,
      @Nullable Instant goneAt,
      @Nullable Instant openUntil,
      int openings,
      long version) {

    public record Disabled(String reason, Instant since) {}

    public static TargetRecord unknown(String name) {
      return new TargetRecord(name, false, null, null, null, null, 0, 0);
    }

    /// The next version, paused or not.
    public TargetRecord withPaused(boolean changed) {
      return new TargetRecord(
          name, changed, disabled, failingSince, goneAt, openUntil, openings, version + 1);
    }

    /// The next version, disabled.
    public TargetRecord withDisabled(Disabled changed) {
      return new TargetRecord(
          name, paused, changed, failingSince, goneAt, openUntil, openings, version + 1);
    }

    /// The next version, with what is known of its failures.
    public TargetRecord withFailures(@Nullable Instant since, @Nullable Instant gone) {
      return new TargetRecord(
          name, paused, disabled, since, gone, openUntil, openings, version + 1);
    }

    /// The next version, with its breaker as given.
    public TargetRecord withBreaker(@Nullable Instant until, int times) {
      return new TargetRecord(
          name, paused, disabled, failingSince, goneAt, until, times, version + 1);
    }

    /// The next version: neither disabled nor failing, its breaker closed.
    public TargetRecord untroubled() {
      return new TargetRecord(name, paused, null, null, null, null, 0, version + 1);
    }
  }

  /// By this store's clock.
  Instant now();

  /// Takes at most `wanted` permits of a rate that all hosts share: a bucket that holds one
  /// second's worth, at least one.
  int takeRate(String target, Rate rate, int wanted);

  /// How many open deliveries each target has, and how old the oldest head of a blocked key is.
  Map<String, Backlog> backlogs(Collection<String> targets);

  record Backlog(long waiting, Duration blockedFor) {}

  /// What to tell of a step of the clock that decides what is due here; empty where there was none
  /// of late, or it decides nothing.
  default Optional<String> clockStep() {
    return Optional.empty();
  }

  /// Says that this host lives, what it runs, and which targets it knows; gives the targets that no
  /// living host knows and that have open deliveries.
  Set<String> heartbeat(HostFile self, Set<String> targets);

  /// @param host its id
  /// @param label what people call it
  /// @param fileHash of its configuration
  record HostFile(String host, String label, String fileHash) {}

  /// Says that this host stops in good order. What it knew counts until it would have been taken
  /// for dead, so that its next start finds all as it was.
  default void leave(String host) {}

  /// Those that live and have not left, by their ids. None in memory.
  default List<LivingHost> hosts() {
    return List.of();
  }

  /// @param since when it told of this file first; null where it is of a release that didn't
  record LivingHost(HostFile file, @Nullable Instant since) {}

  /// Lets other programs hand deliveries over to these targets in transactions of their own, by
  /// these rules. Nothing where the store is this host's alone.
  default void admit(List<Admission> targets) {}

  /// @param orderKey of deliveries that come without one; null for none
  record Admission(String target, Duration expire, long maxBacklog, @Nullable String orderKey) {}

  /// Sets a target's open deliveries aside, `PARKED`, at most so many; gives how many.
  int park(String target, int most);

  /// Looks at the next so many open deliveries of a target, and ends those whose time is over and
  /// that nobody has leased: `EXPIRED`, as if they had been leased for it. Nothing in memory, which
  /// finds them when they are leased.
  default Expiry expire(String target, int most) {
    return new Expiry(List.of(), false);
  }

  /// @param ended those of this call; no other host's
  /// @param more whether there are some that it has not looked at yet
  record Expiry(List<Expired> ended, boolean more) {}

  record Expired(UUID id, @Nullable DeliveryOrigin origin, int attempts) {}

  /// Removes finished deliveries with their attempts that are older than `retention`, at most so
  /// many; gives how many.
  int clean(Duration retention, int most);
}
