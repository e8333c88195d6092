package dev.interlock.webhooks.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("1994-11-06T08:49:30Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "120 | 120",
        "Sun, 06 Nov 1994 08:49:37 GMT | 7",
        "Sunday, 06-Nov-94 08:49:37 GMT | 7",
        "Sun Nov  6 08:49:37 1994 | 7",
        "Sun Nov 16 08:49:37 1994 | 864007",
        "Sunday, 06-Nov-93 08:49:37 GMT | 0",
        "Sun, 06 Nov 1993 08:49:37 GMT | 0",
        "-5 | 0",
        "1.5 | 0",
        "soon | 0",
        "Sun, 06 Nov 1994 08:49:37 CET | 0",
        "Sun, 31 Feb 1995 08:49:37 GMT | 0",
        "Sunday, 31-Feb-95 08:49:37 GMT | 0",
        "863999999 | 863999999",
        "864000001 | 864000000",
        "999999999 | 864000000",
        "99999999999999999999 | 864000000",
        "Fri, 31 Dec 9999 23:59:59 GMT | 864000000",
      })
  void isSecondsOrADateInAnyForm(String text, long seconds) {
    assertThat(RetryAfter.of(text, NOW)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @CsvSource({"2026-12-01T00:00:00Z, 59, true", "2026-12-01T00:00:00Z, 94, false"})
  void aYearOfTwoDigitsIsTheNearestThatIsNotFarAhead(Instant now, String year, boolean ahead) {
    Duration after = RetryAfter.of("Sunday, 06-Nov-" + year + " 08:49:37 GMT", now);

    assertThat(after.isPositive()).isEqualTo(ahead);
  }
}
