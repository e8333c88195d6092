package dev.interlock.webhooks.configuration;

import static dev.interlock.webhooks.support.SettingsReader.complete;
import static dev.interlock.webhooks.support.SettingsReader.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.api.settings.InvalidSetting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Type",
        "CONTENT-LENGTH",
        "content-encoding",
        "Host",
        "webhook-id",
        "Webhook-Signature",
        "X-Servo-Signature",
        "x-hub-signature-256",
        "Signature",
        "signature-input",
        "Transfer-Encoding",
        "connection",
        "Upgrade",
        "expect",
        "TE",
        "Trailer",
        "keep-alive",
        "proxy-authorization",
        "User-Agent",
        "traceparent",
        "interlock-nonce",
        "accept-encoding"
      })
  void reservedNamesAreRefusedWhateverTheirCase(String name) {
    assertThatThrownBy(() -> new HeaderSettings(List.of(new Header(name, "v"))))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageStartingWith("reserved");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "naïve", "a\0"})
  void aNameIsAToken(String name) {
    assertThatThrownBy(() -> new HeaderSettings(List.of(new Header(name, "v"))))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nx-evil: 1", "a\nb", "a\rb", "a\0b", "\u007f", " v", "é"})
  void aValueIsOnOneLine(String value) {
    assertThatThrownBy(() -> new HeaderSettings(List.of(new Header("x-a", value))))
        .isInstanceOf(InvalidSetting.class)
        .hasMessageContaining("one line");
  }

  @Test
  void namesThatDifferOnlyInCaseAreOne() {
    assertThat(refusal("[" + complete("headers: {'x-a': '1', 'X-A': '2'}") + "]"))
        .contains("found twice, as \"x-a\" and \"X-A\"");
    assertThat(
            refusal(
                "["
                    + complete("headers: [{name: 'x-a', value: '1'}, {name: 'X-A', value: '2'}]")
                    + "]"))
        .contains("found twice");
  }

  @Test
  void aListedHeaderNeedsBothKeys() {
    assertThat(refusal("[" + complete("headers: [{name: 'x-a'}]") + "]"))
        .startsWith("[0].value: missing");
    assertThat(refusal("[" + complete("headers: [{value: 'x-a'}]") + "]"))
        .startsWith("[0].name: missing");
  }
}
