package dev.interlock.tuning.adjust;

import dev.interlock.tuning.measure.Metric;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/// What can be adjusted, as it is now, and what can be measured.
public record Description(
    @NotNull List<@Valid Component> components, @NotNull List<@Valid Metric> metrics) {

  public Description {
    components = List.copyOf(components);
    metrics = List.copyOf(metrics);
  }
}
