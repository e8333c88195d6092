package dev.interlock.webhooks.registered.sending;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest.Header;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptTextTest {

  private static EgressReply reply(byte[] body, boolean privately) {
    return new EgressReply(
        200,
        List.of(new Header("Set-Cookie", "session=1"), new Header("Server", "x")),
        body,
        false,
        "",
        privately,
        Duration.ZERO);
  }

  @Test
  void bytesThatAreNoTextReadAsReplacementCharacters() {
    assertThat(AttemptText.of(reply(new byte[] {(byte) 0xff, 0, 'x'}, false)))
        .isEqualTo("HTTP/1.1 200\r\nSet-Cookie: REDACTED\r\nServer: x\r\n\r\n\uFFFD\uFFFDx");
  }

  @Test
  void keepsTheFirst4KibAndCutsNoCharacterInTwo() {
    byte[] body = ("x" + "\u20ac".repeat(3000)).getBytes(StandardCharsets.UTF_8);

    String text = AttemptText.of(reply(body, false));

    assertThat(text).endsWith("\u20ac").doesNotContain("\uFFFD");
    assertThat(text.substring(text.indexOf("\r\n\r\n") + 4)).hasSize(1 + 4095 / 3);
  }

  @Test
  void ofAPrivatelyAllowedAddressNothingIsKept() {
    assertThat(AttemptText.of(reply(new byte[] {'x'}, true))).isEmpty();
  }
}
