package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VetoTest {

  @Test
  void bearsTheReason() {
    assertThat(text(Veto.body("not now"))).isEqualTo("{\"reason\":\"not now\"}");
  }

  @Test
  void keepsDetails() {
    assertThat(text(Veto.body("not now", Map.of("ticket", "OPS-1"))))
        .isEqualTo("{\"reason\":\"not now\",\"ticket\":\"OPS-1\"}");
  }

  @Test
  void escapesWhatJsonCannotBear() {
    assertThat(text(Veto.body("a\"b\\c\nd\te\u0000f\u001b[31m\u2028ü€😀")))
        .isEqualTo("{\"reason\":\"a\\\"b\\\\c\\nd\\te\\u0000f\\u001b[31m\\u2028ü€😀\"}");
  }

  @Test
  void halfOfASurrogatePairIsReplaced() {
    assertThat(text(Veto.body("a\ud83d"))).isEqualTo("{\"reason\":\"a\ufffd\"}");
    assertThat(text(Veto.body("\ude00\ud83db"))).isEqualTo("{\"reason\":\"\ufffd\ufffdb\"}");
  }

  @Test
  void pythonReadsAnyReasonBack() throws Exception {
    Tools.require("python3");
    Random random = new Random(7);
    StringBuilder script = new StringBuilder("import json\n");
    for (int i = 0; i < 300; i++) {
      String reason =
          "x"
              + random
                  .ints(12, 0, 0x10ffff)
                  .filter(c -> c < 0xd800 || c > 0xdfff)
                  .collect(
                      StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
      script
          .append("assert json.loads(bytes.fromhex('")
          .append(hex(Veto.body(reason)))
          .append("'))['reason'].encode().hex() == '")
          .append(hex(reason.getBytes(UTF_8)))
          .append("'\n");
    }

    assertThat(
            Tools.run("python3", Tools.write("veto.py", script.append("print('done')").toString())))
        .isEqualTo("done");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\t"})
  void aBlankReasonIsRefused(String reason) {
    assertThatThrownBy(() -> Veto.body(reason)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReasonEndsAtFourKilobytes() {
    assertThat(Veto.body("x".repeat(4096))).hasSize(4096 + 13);
    assertThatThrownBy(() -> Veto.body("ü".repeat(2049))).hasMessageContaining("4098");
  }

  @Test
  void detailsCannotReplaceTheReason() {
    assertThatThrownBy(() -> Veto.body("no", Map.of("reason", "yes")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsItsContentTypes() {
    assertThat(Veto.is(Veto.CONTENT_TYPE)).isTrue();
    assertThat(
            Veto.is("Application/vnd.opsani.servo.errors.EventCancelledError+JSON ; charset=utf-8"))
        .isTrue();
    assertThat(Veto.is("application/json")).isFalse();
    assertThat(Veto.is(Veto.CONTENT_TYPE + "x")).isFalse();
    assertThat(Veto.is("")).isFalse();
  }

  private static String text(byte[] utf8) {
    return new String(utf8, UTF_8);
  }

  private static String hex(byte[] bytes) {
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
