package dev.interlock.webhooks.wire;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireJsonTest {

  /// `{"a":"…"}` in bytes that a lenient parser takes.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "7b2261223a22eda080227d", // half a surrogate pair
        "7b2261223a22f4908080227d", // beyond Unicode
        "7b2261223a22c0af227d", // an overlong form
        "efbbbf7b7d" // a byte order mark
      })
  void takesNothingThatIsNoUtf8(String hex) {
    assertMalformed(HexFormat.of().parseHex(hex));
  }

  @Test
  void guessesNoOtherEncoding() {
    assertMalformed("{\"a\":\"b\"}".getBytes(UTF_16BE));
  }

  /// U+0563 ends in the byte of a `c`.
  @Test
  void takesNoEscapeButOfHexadecimalDigits() {
    assertMalformed("{\"a\":\"\\ud83\u0563\"}".getBytes(UTF_8));
  }

  @Test
  void takesALongText() {
    String text = "é€😀".repeat(10_000);
    assertThat(WireJson.read(("{\"a\":\"" + text + "\"}").getBytes(UTF_8)).get("a").stringValue())
        .isEqualTo(text);
  }

  @Test
  void takesTextOfEveryPlane() {
    assertThat(WireJson.read("{\"a\":\"é€😀\"}".getBytes(UTF_8)).get("a").stringValue())
        .isEqualTo("é€😀");
  }

  private static void assertMalformed(byte[] body) {
    assertThatThrownBy(() -> WireJson.read(body))
        .isInstanceOfSatisfying(WireError.class, e -> assertThat(e.status()).isEqualTo(400));
  }
}
