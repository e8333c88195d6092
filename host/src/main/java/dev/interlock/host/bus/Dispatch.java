package dev.interlock.host.bus;

import dev.interlock.api.Completion;
import dev.interlock.api.CurrentEvent;
import dev.interlock.api.Decision;
import dev.interlock.api.EventPayload;
import dev.interlock.api.HandlerError;
import dev.interlock.api.Outcome;
import dev.interlock.api.Preposition;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.Registration;
import dev.interlock.api.Result;
import dev.interlock.api.Veto;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One event on its way: what its handlers may know of it, and the order of its phases.
///
/// Id, trace and time are made when somebody first asks, so that an event that nobody watches costs
/// nothing. Thread-safe for readers and for `abort`; the phases run on the publisher's thread.
final class Dispatch implements CurrentEvent {

  private final EventBus bus;
  private final HandlerPlan plan;
  private final PublishOptions options;
  private final Origin origin;
  private final long deadlineNanos;
  private final Duration beforeDeadline;

  private volatile @Nullable Object input;
  private volatile @Nullable Identity identity;
  private volatile @Nullable EventPayload payload;
  private volatile List<BiConsumer<Double, String>> watchers = List.of();
  private volatile @Nullable Thread runner;
  private volatile boolean aborted;
  private volatile @Nullable Enlistments enlistments;

  private record Identity(String id, Instant createdAt, String traceparent) {}

  Dispatch(
      EventBus bus,
      HandlerPlan plan,
      @Nullable Object input,
      PublishOptions options,
      Origin origin) {
    this.bus = bus;
    this.plan = plan;
    this.input = input;
    this.options = options;
    this.origin = origin;
    if (plan.timed()) {
      this.beforeDeadline = bus.settings().beforeDeadline(name());
      this.deadlineNanos = System.nanoTime() + beforeDeadline.toNanos();
    } else {
      // Reading the clock and looking the limit up would take as long as all the rest of an inline
      // dispatch.
      this.beforeDeadline = BusSettings.DEFAULT_BEFORE_DEADLINE;
      this.deadlineNanos = 0;
    }
  }

  /// Gives its place back.
  void leave() {
    plan.leave();
  }

  /// Runs the phases. Never throws but for an input that a before handler found invalid.
  Outcome<Object> run() {
    DispatchObserver observer = bus.observer();
    if (observer.watches()) {
      observer.started(this, Summaries.ofInput(channel().event(), input));
    }
    return phases();
  }

  /// Counts and shows it. After handlers change nothing of it, so that they are told when it has
  /// been shown.
  private Outcome<Object> decided(Outcome<Object> outcome) {
    switch (outcome) {
      case Outcome.Completed<Object> _ -> channel().completed().increment();
      case Outcome.Cancelled<Object> _ -> channel().cancelled().increment();
      case Outcome.Failed<Object> _ -> channel().failed().increment();
    }
    DispatchObserver observer = bus.observer();
    if (observer.watches()) {
      observer.decided(this, outcome, Summaries.ofResult(channel().event(), outcome));
    }
    return outcome;
  }

  private Outcome<Object> phases() {
    if (plan.asksBefore()) {
      BeforePhase.Verdict verdict = new BeforePhase(this, plan).run();
      switch (verdict) {
        case BeforePhase.Verdict.Agreed(Object agreed) -> input = agreed;
        case BeforePhase.Verdict.Vetoed(Veto veto, List<HandlerError> errors) -> {
          return decided(new Outcome.Cancelled<>(veto, errors));
        }
        case BeforePhase.Verdict.Broken(List<HandlerError> errors) -> {
          return decided(new Outcome.Failed<>(List.of(), errors));
        }
      }
    }
    OnPhase.Answers answers = OnPhase.run(this, plan.ons());
    Outcome<Object> outcome =
        decided(
            answers.errors().isEmpty()
                ? new Outcome.Completed<>(answers.results())
                : new Outcome.Failed<>(answers.results(), answers.errors()));
    return plan.afters().length > 0 ? told(answers, outcome) : outcome;
  }

  private Outcome<Object> told(OnPhase.Answers answers, Outcome<Object> outcome) {
    Enlistments opened = new Enlistments();
    enlistments = opened;
    AfterPhase.run(this, plan.afters(), answers);
    List<HandlerError> unstored = opened.commit();
    if (unstored.isEmpty()) {
      return outcome;
    }
    List<HandlerError> errors = new ArrayList<>(answers.errors());
    errors.addAll(unstored);
    Outcome<Object> failed = new Outcome.Failed<>(answers.results(), errors);
    bus.observer().unstored(this, unstored);
    return failed;
  }

  /// False where it isn't telling its after handlers.
  boolean enlist(EventCommit<?> committer, Object unit) {
    Enlistments open = enlistments;
    return open != null && open.add(committer, unit);
  }

  /// Stops it: handlers are interrupted, and it ends as failed with code `aborted`.
  void abort() {
    aborted = true;
    Thread running = runner;
    if (running != null) {
      running.interrupt();
    }
  }

  /// From now on `abort` interrupts `thread`, which belongs to this dispatch alone.
  void runsOn(Thread thread) {
    runner = thread;
    if (aborted) {
      thread.interrupt();
    }
  }

  synchronized Registration watch(BiConsumer<Double, String> watcher) {
    List<BiConsumer<Double, String>> more = new ArrayList<>(watchers);
    more.add(watcher);
    watchers = more;
    return () -> unwatch(watcher);
  }

  private synchronized void unwatch(BiConsumer<Double, String> watcher) {
    List<BiConsumer<Double, String>> fewer = new ArrayList<>(watchers);
    fewer.remove(watcher);
    watchers = fewer;
  }

  EventChannel channel() {
    return plan.channel();
  }

  Generation generation() {
    return plan.generation();
  }

  EventBus bus() {
    return bus;
  }

  PublishOptions options() {
    return options;
  }

  @Nullable Object input() {
    return input;
  }

  Duration beforeDeadline() {
    return beforeDeadline;
  }

  long remainingNanos() {
    return plan.timed() ? deadlineNanos - System.nanoTime() : beforeDeadline.toNanos();
  }

  Completion<Object, Object> completion(OnPhase.Answers answers) {
    return completionOf(input, answers.results(), answers.errors());
  }

  @SuppressWarnings("NullAway") // an event without input has a null one, as Completion says
  private static Completion<Object, Object> completionOf(
      @Nullable Object input, List<Result<Object>> results, List<HandlerError> errors) {
    return new Completion<>(input, results, errors);
  }

  /// The body that before handlers of patterns see, for `current` as the input.
  EventPayload beforePayload(@Nullable Object current) {
    Instant deadline = bus.clock().instant().plusNanos(Math.max(0, remainingNanos()));
    return new EventPayload(
        this, Preposition.BEFORE, PayloadWriter.before(this, current), deadline);
  }

  /// The body that after handlers of patterns see: written once, shared by all.
  synchronized EventPayload afterPayload(OnPhase.Answers answers) {
    EventPayload written = payload;
    if (written == null) {
      written =
          new EventPayload(
              this, Preposition.AFTER, PayloadWriter.after(this, input, answers), Instant.MAX);
      payload = written;
    }
    return written;
  }

  static boolean isVeto(@Nullable Object result) {
    return result instanceof Decision<?> || result instanceof Veto;
  }

  private Identity identity() {
    Identity known = identity;
    return known != null ? known : makeIdentity();
  }

  private synchronized Identity makeIdentity() {
    Identity known = identity;
    if (known == null) {
      Instant now = bus.clock().instant();
      known = new Identity(EventId.create(now), now, TraceParent.childOf(origin.traceparent()));
      identity = known;
    }
    return known;
  }

  @Override
  public String id() {
    return identity().id();
  }

  @Override
  public String name() {
    return plan.channel().event().name();
  }

  @Override
  public Instant createdAt() {
    return identity().createdAt();
  }

  @Override
  public int depth() {
    return origin.depth();
  }

  @Override
  public String traceparent() {
    return identity().traceparent();
  }

  @Override
  public boolean aborted() {
    return aborted;
  }

  @Override
  public void progress(double fraction, String message) {
    double bounded = Math.clamp(fraction, 0, 1);
    bus.observer().progressed(this, bounded, message);
    watchers.forEach(watcher -> watcher.accept(bounded, message));
  }
}
