package dev.interlock.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Valid;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlainConstraintsTest {

  private static final ValidatorFactory FACTORY =
      Validation.byDefaultProvider()
          .configure()
          .messageInterpolator(new ParameterMessageInterpolator())
          .buildValidatorFactory();

  private final Validator validator = FACTORY.getValidator();
  private final PlainConstraints plain = new PlainConstraints();

  @AfterAll
  static void close() {
    FACTORY.close();
  }

  record Free(@Nullable String any) {}

  record Text(
      @NotBlank String name, @Pattern(regexp = "[a-z]+") String word, @Size(max = 3) String few) {}

  record Amounts(@NotNull Object some, @Min(1) @Max(10) Integer number, @Min(2) long whole) {}

  record Many(
      @NotEmpty List<@NotNull @Valid Text> texts,
      @Size(min = 1, max = 2) Map<@NotBlank String, @Max(5) Integer> counts) {}

  record Outer(@Valid Text text, List<List<@NotBlank String>> lines) {}

  static Stream<Record> plainOnes() {
    return Stream.of(
        new Free(null),
        new Text("a", "abc", "abc"),
        new Text("a", null, null),
        new Text(" ", "abc", "abc"),
        new Text(null, "abc", "abc"),
        new Text("a", "Abc", "abc"),
        new Text("a", "abc", "abcd"),
        new Amounts("", 1, 2),
        new Amounts("", 10, 2),
        new Amounts("", null, 2),
        new Amounts(null, 1, 2),
        new Amounts("", 0, 2),
        new Amounts("", 11, 2),
        new Amounts("", 1, 1),
        new Many(List.of(new Text("a", "b", "c")), Map.of("a", 5)),
        new Many(List.of(), Map.of("a", 5)),
        new Many(null, Map.of("a", 5)),
        new Many(Arrays.asList((Text) null), Map.of("a", 5)),
        new Many(List.of(new Text("", "b", "c")), Map.of("a", 5)),
        new Many(List.of(new Text("a", "b", "c")), Map.of()),
        new Many(List.of(new Text("a", "b", "c")), Map.of("", 5)),
        new Many(List.of(new Text("a", "b", "c")), Map.of("a", 6)),
        new Outer(null, null),
        new Outer(new Text("a", "b", "c"), List.of(List.of("a"), List.of())),
        new Outer(new Text("a", "B", "c"), List.of()),
        new Outer(null, List.of(List.of(" "))));
  }

  @ParameterizedTest
  @MethodSource("plainOnes")
  void agreesWithTheValidator(Record settings) {
    assertThat(plain.keeps(settings)).isEqualTo(validator.validate(settings).isEmpty());
  }

  record Other(@Positive int number) {}

  record Grouped(@NotNull(groups = Runnable.class) String text) {}

  record Flagged(@Pattern(regexp = "a", flags = Pattern.Flag.CASE_INSENSITIVE) String text) {}

  record Decimal(@Min(1) BigDecimal number) {}

  record Beans(@Valid Object bean) {}

  record Elements(@NotNull String @NotNull [] texts) {}

  record Lazy(Supplier<@NotBlank String> text) {}

  record Whole(int low, int high) {
    @AssertTrue
    public boolean isInOrder() {
      return low <= high;
    }
  }

  interface Named {
    @NotNull
    String getName();
  }

  record Inherits(String getName) implements Named {}

  static Stream<Record> others() {
    return Stream.of(
        new Other(1),
        new Grouped("a"),
        new Flagged("A"),
        new Decimal(BigDecimal.ONE),
        new Beans("a"),
        new Elements(new String[] {"a"}),
        new Lazy(() -> "a"),
        new Whole(1, 2),
        new Inherits("a"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void leavesToTheValidatorWhatIsNotPlain(Record settings) {
    assertThat(plain.keeps(settings)).isFalse();
  }

  @Test
  void leavesToTheValidatorWhatIsNoRecord() {
    assertThat(plain.keeps("text")).isFalse();
  }
}
