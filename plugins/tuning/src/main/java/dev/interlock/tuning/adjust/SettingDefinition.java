package dev.interlock.tuning.adjust;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.interlock.api.settings.InvalidSetting;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A setting as the file defines it: its name is the key in the component's target. A range has
/// `min` and `max` (and `step`, 1 where absent), an enum has `values`.
public record SettingDefinition(
    @NotNull
        @Pattern(regexp = ComponentSettings.NAME, message = "expected letters, digits, _ . and -")
        String name,
    @NotNull SettingType type,
    @Nullable BigDecimal min,
    @Nullable BigDecimal max,
    @Nullable BigDecimal step,
    @Size(max = 1000) List<String> values,
    @Nullable String unit,
    boolean pinned) {

  /// Beyond it a number's text would be out of proportion.
  private static final int MOST_DIGITS = 100;

  public SettingDefinition {
    values = List.copyOf(requireNonNullElse(values, List.of()));
    if (type == SettingType.RANGE) {
      step = requireNonNullElse(step, BigDecimal.ONE);
      checkRange(min, max, step, values);
    } else if (type == SettingType.ENUM) {
      if (min != null || max != null || step != null) {
        throw new InvalidSetting("type", "an enum has values, not min, max and step");
      }
      checkValues(values);
    }
  }

  private static void checkRange(
      @Nullable BigDecimal min, @Nullable BigDecimal max, BigDecimal step, List<String> values) {
    if (min == null || max == null || !values.isEmpty()) {
      throw new InvalidSetting("type", "a range has min and max, and no values");
    }
    if (min.compareTo(max) > 0) {
      throw new InvalidSetting("min", "found " + min + ", expected at most max, " + max);
    }
    if (step.signum() <= 0) {
      throw new InvalidSetting("step", "found " + step + ", expected more than 0");
    }
    for (BigDecimal number : List.of(min, max, step)) {
      if (Math.abs(number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
        throw new InvalidSetting("type", "a number has more than " + MOST_DIGITS + " digits");
      }
    }
  }

  private static void checkValues(List<String> values) {
    if (values.isEmpty()) {
      throw new InvalidSetting("values", "an enum needs at least one value");
    }
    for (String value : values) {
      if (value.isEmpty()
          || value.length() > 1000
          || value.codePoints().anyMatch(SettingDefinition::breaksLine)) {
        throw new InvalidSetting(
            "values", "expected 1 to 1000 characters without line breaks and control characters");
      }
    }
  }

  private static boolean breaksLine(int character) {
    return Character.isISOControl(character)
        || character == 0x2028
        || character == 0x2029
        || character == 0xFEFF
        || Character.getType(character) == Character.SURROGATE;
  }

  /// The text of `value` for the file; an int stays an int, a fraction keeps its point.
  ///
  /// @throws IllegalArgumentException saying what was found and what is expected
  String textOf(Object value) {
    return switch (type) {
      case RANGE -> numberOf(value);
      case ENUM -> choiceOf(value);
    };
  }

  private String numberOf(Object value) {
    BigDecimal low = requireNonNull(min);
    BigDecimal high = requireNonNull(max);
    BigDecimal apart = requireNonNull(step);
    String expected =
        "expected a number from " + low.toPlainString() + " to " + high.toPlainString();
    BigDecimal number = value instanceof Number found ? parse(found.toString()) : null;
    if (number == null || number.compareTo(low) < 0 || number.compareTo(high) > 0) {
      throw new IllegalArgumentException("found " + shown(value) + ", " + expected);
    }
    if (number.subtract(low).remainder(apart).signum() != 0) {
      throw new IllegalArgumentException(
          "found " + shown(value) + ", " + expected + " in steps of " + apart.toPlainString());
    }
    return plain(number);
  }

  private String plain(BigDecimal number) {
    BigDecimal shortest = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    boolean whole = isWhole(min) && isWhole(max) && isWhole(step);
    return shortest.setScale(Math.max(shortest.scale(), whole ? 0 : 1)).toPlainString();
  }

  private static boolean isWhole(@Nullable BigDecimal number) {
    return number != null && number.stripTrailingZeros().scale() <= 0;
  }

  private String choiceOf(Object value) {
    String text =
        value instanceof String || value instanceof Boolean || value instanceof Number
            ? value.toString()
            : "";
    if (!values.contains(text)) {
      throw new IllegalArgumentException(
          "found " + shown(value) + ", expected one of " + String.join(", ", values));
    }
    return text;
  }

  private static String shown(Object value) {
    String text = value instanceof String ? "\"" + value + "\"" : value.toString();
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  /// This setting with the value that its file has.
  Setting at(@Nullable String text) {
    BigDecimal number = text == null || type == SettingType.ENUM ? null : parse(text);
    return new Setting(
        name,
        type,
        number == null ? text : number,
        min,
        max,
        step,
        type == SettingType.ENUM ? values : null,
        unit,
        pinned);
  }

  /// Null where it is no number, or one that is out of proportion.
  private static @Nullable BigDecimal parse(String text) {
    if (text.length() > MOST_DIGITS) {
      return null;
    }
    try {
      BigDecimal number = new BigDecimal(text);
      return Math.abs((long) number.scale()) > MOST_DIGITS ? null : number;
    } catch (NumberFormatException noNumber) {
      return null;
    }
  }
}
