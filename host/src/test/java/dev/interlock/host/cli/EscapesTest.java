package dev.interlock.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EscapesTest {

  static IntStream unsafe() {
    IntStream controls = IntStream.concat(IntStream.range(0, 0x20), IntStream.range(0x7f, 0xa0));
    IntStream bidirectional =
        IntStream.concat(
            IntStream.of(0x61c, 0x200e, 0x200f),
            IntStream.concat(
                IntStream.rangeClosed(0x202a, 0x202e), IntStream.rangeClosed(0x2066, 0x2069)));
    IntStream hidden =
        IntStream.of(0xad, 0x180e, 0x200b, 0x200c, 0x200d, 0x2028, 0x2029, 0x2060, 0xfeff, 0xfff9);
    return IntStream.concat(controls, IntStream.concat(bidirectional, hidden));
  }

  @ParameterizedTest
  @MethodSource("unsafe")
  void showsWhatMovesHidesOrTurnsText(int point) {
    String escaped = Escapes.escape("a" + Character.toString(point) + "b");

    String expected =
        switch (point) {
          case '\n' -> "\\n";
          case '\r' -> "\\r";
          case '\t' -> "\\t";
          default -> String.format("\\u%04x", point);
        };
    assertThat(escaped).isEqualTo("a" + expected + "b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "naïve – 日本語 ✓", "emoji 😀", "\\u001b"})
  void leavesOrdinaryTextAsItIs(String text) {
    assertThat(Escapes.escape(text)).isSameAs(text);
  }

  @Test
  void showsHiddenCharactersBeyondTheFirstPlaneAndHalfOnes() {
    assertThat(Escapes.escape("a" + Character.toString(0xe0041))).isEqualTo("a\\udb40\\udc41");
    assertThat(Escapes.escape("\ud83d!")).isEqualTo("\\ud83d!");
    assertThat(Escapes.escape("😀\u001b[2J")).isEqualTo("😀\\u001b[2J");
  }

  @Test
  void keepsOnlyLineFeedsWhereLinesAreItsOwn() {
    assertThat(Escapes.escapeLines("one\n\n  two\r\n\u001b[0m"))
        .isEqualTo("one\n\n  two\\r\n\\u001b[0m");
    assertThat(Escapes.escapeLines("\nfirst")).isEqualTo("\nfirst");
  }
}
