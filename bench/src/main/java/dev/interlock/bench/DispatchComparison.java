package dev.interlock.bench;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/// Runs `DispatchBenchmark` and prints each row beside the faster yardstick.
public final class DispatchComparison {

  private DispatchComparison() {}

  /// The median: an iteration during which the machine did something else doesn't count.
  private record Score(Statistics nanos, double bytes) {
    double median() {
      return nanos.getPercentile(50);
    }
  }

  public static void main(String[] arguments) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include(DispatchBenchmark.class.getName())
            .addProfiler(GCProfiler.class)
            .forks(3)
            .warmupIterations(10)
            .warmupTime(TimeValue.milliseconds(300))
            .measurementIterations(15)
            .measurementTime(TimeValue.milliseconds(200))
            .verbosity(VerboseMode.SILENT)
            .build();
    Map<String, Score> scores = scores(new Runner(options).run());
    Report report =
        new Report(
            "dispatch: one event, three handlers, ns and bytes a dispatch (JMH, medians of 3 forks"
                + " of 15 iterations)");
    double yardstick = Math.min(nanos(scores, "guava"), nanos(scores, "mbassador"));
    report.row("Guava EventBus 33.8, 3 subscribers", text(scores.get("guava")));
    report.row("MBassador 1.3.2, 3 subscribers", text(scores.get("mbassador")));
    report.row("Interlock, before and after inline", text(scores.get("interlockInline")));
    report.row("Interlock, before guarded by its deadline", text(scores.get("interlockGuarded")));
    report.ratio(
        "inline / the faster yardstick", nanos(scores, "interlockInline") / yardstick, 1.0);
    report.ratio("guarded / the faster yardstick", nanos(scores, "interlockGuarded") / yardstick);
  }

  private static Map<String, Score> scores(Collection<RunResult> results) {
    Map<String, Score> scores = new LinkedHashMap<>();
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      Result<?> bytes =
          Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
      scores.put(time.getLabel(), new Score(time.getStatistics(), bytes.getScore()));
    }
    return scores;
  }

  private static double nanos(Map<String, Score> scores, String name) {
    Score score = scores.get(name);
    return score == null ? Double.NaN : score.median();
  }

  private static String text(@Nullable Score score) {
    return score == null
        ? "not measured"
        : String.format(
            Locale.ROOT,
            "median %.0f ns (%.0f to %.0f), %.0f B",
            score.median(),
            score.nanos().getMin(),
            score.nanos().getMax(),
            score.bytes());
  }
}
