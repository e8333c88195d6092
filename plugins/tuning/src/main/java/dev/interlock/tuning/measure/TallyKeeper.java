package dev.interlock.tuning.measure;

import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/// Counts what becomes of requests, from any thread, in constant memory.
final class TallyKeeper {

  private static final long LONGEST_MICROS = 2 * 24 * 3_600_000_000L;

  private final LoadPlan plan;
  private final Recorder latencies = new Recorder(1, LONGEST_MICROS, 3);
  private final Map<String, LongAdder> causes = new ConcurrentHashMap<>();
  private final LongAdder recorded = new LongAdder();
  private final LongAdder sent = new LongAdder();
  private final LongAdder answeredInTime = new LongAdder();

  TallyKeeper(LoadPlan plan) {
    this.plan = plan;
  }

  /// Request `index` ended at `now`, in nanoseconds since the start.
  void ended(long index, long now, @Nullable EgressReply reply, @Nullable Throwable failure) {
    if (index < plan.warmupRequests()) {
      return;
    }
    sent.increment();
    String cause = reply == null ? causeOf(failure) : causeOf(reply.status());
    record(index, now, cause);
    if (cause == null && now <= plan.recordUntil()) {
      answeredInTime.increment();
    }
  }

  /// Request `index` was due, and by `now` could not leave.
  void unsent(long index, long now) {
    if (index >= plan.warmupRequests()) {
      record(index, now, "unsent");
    }
  }

  private void record(long index, long now, @Nullable String cause) {
    recorded.increment();
    latencies.recordValue(Math.clamp((now - plan.dueAt(index)) / 1000, 1, LONGEST_MICROS));
    if (cause != null) {
      causes.computeIfAbsent(cause, name -> new LongAdder()).increment();
    }
  }

  private static @Nullable String causeOf(int status) {
    return status < 400 ? null : status < 500 ? "status_4xx" : "status_5xx";
  }

  private static String causeOf(@Nullable Throwable failure) {
    Throwable root =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (root instanceof CancellationException) {
      return "timeout";
    }
    return root instanceof EgressException egress
        ? egress.reason().name().toLowerCase(Locale.ROOT)
        : "exception";
  }

  long recorded() {
    return recorded.sum();
  }

  long errors() {
    return causes.values().stream().mapToLong(LongAdder::sum).sum();
  }

  Tally tally() {
    Map<String, Long> counts = new TreeMap<>();
    causes.forEach((cause, count) -> counts.put(cause, count.sum()));
    return new Tally(
        plan.duration(),
        plan.recordedRequests(),
        sent.sum(),
        answeredInTime.sum(),
        counts,
        latencies.getIntervalHistogram());
  }
}
