package dev.interlock.tuning.adjust;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A setting as it is now.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Setting(
    @NotNull @JsonPropertyDescription("Its name within the component.") String name,
    @NotNull @JsonPropertyDescription("What values it takes.") SettingType type,
    @JsonPropertyDescription("What its file says; absent where the file does not say.")
        @Nullable Object value,
    @JsonPropertyDescription("Of a range: the least value.") @Nullable BigDecimal min,
    @JsonPropertyDescription("Of a range: the greatest value.") @Nullable BigDecimal max,
    @JsonPropertyDescription("Of a range: what values are apart, from min.")
        @Nullable BigDecimal step,
    @JsonPropertyDescription("Of an enum: all its values.") @Nullable List<String> values,
    @JsonPropertyDescription("What the value is counted in.") @Nullable String unit,
    @JsonPropertyDescription("Whether it refuses to be adjusted.") boolean pinned) {}
