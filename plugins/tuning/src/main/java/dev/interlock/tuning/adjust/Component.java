package dev.interlock.tuning.adjust;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;

/// A component and its settings, as they are now.
public record Component(
    @NotNull @JsonPropertyDescription("Its name.") String name,
    @NotNull List<@Valid Setting> settings) {

  public Component {
    settings = List.copyOf(settings);
  }
}
