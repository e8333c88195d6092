package dev.interlock.host.egress;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.settings.ByteSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// Any bytes for a reply: the exchange ends in time, with a reply within its bounds or with the
/// documented exception; what is well-formed is read as it is; and the next reply on whatever
/// connection is its own, never a rest of these bytes. The first byte says what the responder does
/// behind them: `k` keeps the connection open, everything else closes it.
class ReplyFuzzTest {

  private static final int LARGEST = 2048;
  private static final int LONGEST_INPUT = 4096;
  private static final int HEADERS = 64 << 10;
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(20);

  /// A reply that leaves nothing to interpret, of a status that has a body.
  private static final Pattern PLAIN =
      Pattern.compile(
          "HTTP/1\\.1 ([2-5][0-9]{2})(?<!204|205|304) [ -~]{0,40}\r\n"
              + "((?:X-[A-Za-z]{1,20}: [!-~]{1,40}\r\n){0,10})"
              + "Content-Length: ([0-9]{1,4})\r\n\r\n");

  private static FuzzedResponder responder;
  private static EgressClient client;
  private static long markers;

  @BeforeAll
  static void open() throws IOException {
    responder = new FuzzedResponder();
    client =
        new EgressClient(EgressSettings.DEFAULT, InstantSource.system(), new SimpleMeterRegistry());
  }

  @AfterAll
  static void close() throws IOException {
    client.close();
    responder.close();
  }

  @FuzzTest(maxDuration = "20s")
  void endsAndLeavesNothingBehind(byte[] data) throws Exception {
    if (data.length == 0 || data.length > LONGEST_INPUT) {
      return;
    }
    boolean closing = data[0] != 'k';
    byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
    responder.answersWith(bytes, closing);
    Object outcome = send("/fuzzed", closing ? LONG : SHORT);
    check(outcome, bytes);

    String marker = "own reply " + markers++;
    responder.marks(marker);
    if (send("/marker", LONG) instanceof EgressReply next) {
      assertThat(next.status()).isEqualTo(299);
      assertThat(new String(next.body(), ISO_8859_1)).isEqualTo(marker);
    }
  }

  /// A reply, or the exception that the contract names; everything else fails the test.
  private static Object send(String path, Duration limit) throws Exception {
    URI url = URI.create("http://127.0.0.1:" + responder.port() + path);
    var limits = new EgressRequest.Limits(limit, limit, new ByteSize(LARGEST));
    EgressRequest request =
        EgressRequest.to(url).addresses(AddressPolicy.OPERATOR).limits(limits).build();
    try {
      return client.send(request).get(2 * LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException hanging) {
      throw new AssertionError("the exchange does not end", hanging);
    } catch (ExecutionException failed) {
      assertThat(failed.getCause()).isInstanceOf(EgressException.class);
      return failed.getCause();
    }
  }

  private static void check(Object outcome, byte[] bytes) {
    String text = new String(bytes, ISO_8859_1);
    Matcher plain = PLAIN.matcher(text);
    boolean isPlain = plain.lookingAt();
    int length = isPlain ? Integer.parseInt(plain.group(3)) : 0;
    boolean whole = isPlain && length <= LARGEST && bytes.length >= plain.end() + length;
    switch (outcome) {
      case EgressReply reply -> {
        checkBounds(reply);
        if (whole) {
          assertThat(reply.status()).isEqualTo(Integer.parseInt(plain.group(1)));
          assertThat(reply.broken()).isEmpty();
          assertThat(reply.truncated()).isFalse();
          assertThat(new String(reply.body(), ISO_8859_1))
              .isEqualTo(text.substring(plain.end(), plain.end() + length));
        }
      }
      case EgressException failed -> {
        assertThat(failed.getMessage()).isNotBlank();
        assertThat(failed.reason())
            .isIn(EgressException.Cause.CONNECT, EgressException.Cause.TIMEOUT);
        if (whole) {
          assertThat(failed.reason()).as(text).isEqualTo(EgressException.Cause.TIMEOUT);
        }
      }
      default -> throw new AssertionError("found " + outcome);
    }
  }

  private static void checkBounds(EgressReply reply) {
    assertThat(reply.status()).isBetween(100, 999);
    assertThat(reply.body().length).isLessThanOrEqualTo(LARGEST);
    assertThat(reply.truncated() && !reply.broken().isEmpty()).isFalse();
    int size = 0;
    for (EgressRequest.Header header : reply.headers()) {
      size += header.name().length() + header.value().length();
      assertThat(header.name() + header.value()).doesNotContain("\r", "\n", "\0");
    }
    assertThat(size).isLessThanOrEqualTo(HEADERS);
  }
}
