package dev.interlock.tuning.measure;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a measure found.
public record Measurement(
    @NotNull List<@Valid Reading> readings, @NotNull @Valid Annotations annotations) {

  public Measurement {
    readings = List.copyOf(readings);
  }

  /// How it came about.
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Annotations(
      @NotNull @JsonPropertyDescription("The load as it was meant.") Load load,
      @NotNull @JsonPropertyDescription("How long was recorded.") Duration duration,
      @NotNull @JsonPropertyDescription("Requests, in numbers.") Counts counts,
      @JsonPropertyDescription("Where the rate was not reached: by how much.")
          @Nullable String note,
      @JsonPropertyDescription("The control's userdata.") Map<String, Object> userdata) {}

  public record Counts(
      @JsonPropertyDescription("Requests that should have left.") long due,
      @JsonPropertyDescription("Requests that did leave.") long sent,
      @JsonPropertyDescription("Requests that failed, those that could not leave included.")
          long errors,
      @NotNull @JsonPropertyDescription("The errors, by cause.") Map<String, Long> causes) {}

  /// `11,940 rpm p99 3 ms 0 errors`, of those that were asked for.
  public String summary() {
    StringBuilder line = new StringBuilder();
    find(MetricKind.THROUGHPUT)
        .ifPresent(rpm -> line.append(String.format(Locale.ROOT, "%,.0f rpm  ", rpm)));
    find(MetricKind.LATENCY_P99)
        .ifPresent(millis -> line.append("p99 ").append(milliseconds(millis)).append(" ms  "));
    long errors = annotations.counts().errors();
    return line.append(String.format(Locale.ROOT, "%,d", errors))
        .append(errors == 1 ? " error" : " errors")
        .toString();
  }

  private Optional<Double> find(MetricKind kind) {
    return readings.stream()
        .filter(reading -> reading.metric().equals(kind.metric()))
        .map(Reading::value)
        .findFirst();
  }

  private static String milliseconds(double value) {
    return String.format(Locale.ROOT, value < 1 ? "%.2f" : "%,.0f", value);
  }
}
