package dev.interlock.webhooks.delivery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest.Header;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.regex.Pattern;

/// Any text is a time that can be waited for; seconds and dates are what the JDK's own readers say.
class RetryAfterFuzzTest {

  private static final Instant NOW = Instant.parse("2026-11-06T08:49:30Z");
  private static final Duration MOST = Duration.ofDays(10_000);
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,64}");
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.RFC_1123_DATE_TIME.withResolverStyle(ResolverStyle.STRICT);
  private static final Pattern IMF_FIXDATE =
      Pattern.compile("[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}(:[0-9]{2}){2} GMT");

  @FuzzTest(maxDuration = "20s")
  void isATimeThatCanBeWaitedFor(byte[] data) {
    String text = new String(data, ISO_8859_1);
    EgressReply reply =
        new EgressReply(
            503,
            List.of(new Header("Retry-After", text)),
            new byte[0],
            false,
            "",
            false,
            Duration.ZERO);
    Duration after = RetryAfter.of(reply, NOW);

    assertThat(after).isBetween(Duration.ZERO, MOST);
    String value = text.strip();
    if (SECONDS.matcher(value).matches()) {
      BigInteger most = BigInteger.valueOf(MOST.toSeconds());
      long expected = new BigInteger(value).min(most).longValueExact();
      assertThat(after.toSeconds()).isEqualTo(expected);
    } else if (IMF_FIXDATE.matcher(value).matches()) {
      checkDate(value, after);
    }
  }

  private static void checkDate(String value, Duration after) {
    Instant date;
    try {
      date = RFC_1123.parse(value, Instant::from);
    } catch (DateTimeException _) {
      return; // the JDK wants the name of the day to be right
    }
    Duration until = Duration.between(NOW, date);
    Duration expected = until.isNegative() ? Duration.ZERO : until;
    assertThat(after).isEqualTo(expected.compareTo(MOST) > 0 ? MOST : expected);
  }
}
