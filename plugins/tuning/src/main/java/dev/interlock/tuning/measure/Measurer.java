package dev.interlock.tuning.measure;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.CurrentEvent;
import dev.interlock.api.HandlerFailure;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Rate;
import dev.interlock.tuning.measure.Measurement.Annotations;
import dev.interlock.tuning.measure.Measurement.Counts;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Answers `measure` and `metrics`. One measure at a time: two would measure each other, so the
/// second is refused at once.
public final class Measurer {

  private static final int PROGRESS_MILLIS = 500;

  private final ConnectorContext context;
  private final MeasureSettings settings;
  private final AtomicBoolean busy = new AtomicBoolean();

  public Measurer(ConnectorContext context, MeasureSettings settings) {
    this.context = context;
    this.settings = settings;
  }

  public static List<Metric> metrics() {
    return MetricKind.metrics();
  }

  /// @throws InvalidInputException naming each unknown metric and each time or rate out of range
  public void check(MeasureRequest request) {
    List<Violation> found = new ArrayList<>(LoadPlan.violations(settings, request.control()));
    for (int at = 0; at < request.metrics().size(); at++) {
      String name = request.metrics().get(at);
      if (MetricKind.find(name).isEmpty()) {
        found.add(
            new Violation(
                "metrics[" + at + "]",
                "found \"" + name + "\", expected one of " + MetricKind.names()));
      }
    }
    if (!found.isEmpty()) {
      throw new InvalidInputException("measure", found);
    }
  }

  /// Loads the service and reads the metrics. Blocks for as long as the control says; an interrupt
  /// stops the load at once.
  public Measurement measure(MeasureRequest request) throws InterruptedException {
    EgressRequest probe = probe();
    if (!busy.compareAndSet(false, true)) {
      throw new HandlerFailure("busy", "a measure is under way; a second one would disturb it");
    }
    try {
      Control control = request.control();
      Pause.of(control.delay(), "waiting");
      Pause.of(control.settlement(), "settling");
      LoadPlan plan = LoadPlan.of(settings, control);
      Tally tally = load(plan, probe);
      return new Measurement(readings(request.metrics(), tally), annotations(plan, tally, control));
    } finally {
      busy.set(false);
    }
  }

  /// The request that a measure repeats.
  ///
  /// @throws HandlerFailure where the file names no URL
  public EgressRequest probe() {
    URI url = settings.url();
    if (url == null) {
      throw new HandlerFailure(
          "not_configured", "nothing to measure: set tuning.measure.url in the file");
    }
    EgressRequest.Builder builder =
        EgressRequest.to(url)
            .method(settings.method())
            .limits(
                new EgressRequest.Limits(
                    settings.timeout(), settings.timeout(), new ByteSize(1 << 20)))
            .addresses(AddressPolicy.OPERATOR);
    settings.headers().forEach(builder::header);
    return builder.build();
  }

  private Tally load(LoadPlan plan, EgressRequest probe) throws InterruptedException {
    ScheduledExecutorService clockwork =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tuning-load").factory());
    try (LoadRun run = new LoadRun(plan, context.egress(), probe, clockwork)) {
      while (!run.await(PROGRESS_MILLIS)) {
        Pause.throwIfAborted();
        report(plan, run);
      }
      return run.keeper().tally();
    } finally {
      clockwork.shutdownNow();
    }
  }

  private static void report(LoadPlan plan, LoadRun run) {
    double total = plan.recordUntil() / 1e9;
    double elapsed = Math.min(run.elapsedNanos() / 1e9, total);
    String message =
        String.format(
            Locale.ROOT,
            "%.1f of %.1f s, %,d requests, %,d errors",
            elapsed,
            total,
            run.keeper().recorded(),
            run.keeper().errors());
    CurrentEvent.find().ifPresent(event -> event.progress(elapsed / total, message));
  }

  private List<Reading> readings(List<String> names, Tally tally) {
    Instant now = context.clock().instant();
    List<Reading> readings = new ArrayList<>();
    for (MetricKind kind : MetricKind.values()) {
      if (names.isEmpty() || names.contains(kind.metric().name())) {
        readings.add(new Reading(kind.metric(), kind.read(tally), now));
      }
    }
    return readings;
  }

  private static Annotations annotations(LoadPlan plan, Tally tally, Control control) {
    return new Annotations(
        new Load(new Rate(plan.perSecond()).toString(), plan.concurrency()),
        plan.duration(),
        new Counts(tally.due(), tally.sent(), tally.errors(), tally.causes()),
        shortfall(tally),
        control.userdata());
  }

  private static @Nullable String shortfall(Tally tally) {
    if (tally.sent() >= tally.due()) {
      return null;
    }
    return "rate not reached: "
        + tally.due()
        + " requests due, "
        + tally.sent()
        + " sent; more concurrency or a lower rate would tell more";
  }
}
