package dev.interlock.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

  @Test
  void findsTheNearestWord() {
    assertThat(Nearest.to("mesure", List.of("adjust", "measure", "metrics"))).contains("measure");
    assertThat(Nearest.to("prot", List.of("port", "host"))).contains("port");
    assertThat(Nearest.to("zebra", List.of("adjust", "measure"))).isEmpty();
    assertThat(Nearest.to("", List.of("abc"))).isEmpty();
    assertThat(Nearest.to("x".repeat(100_000), List.of("x".repeat(100_000)))).isEmpty();
  }

  @Test
  void countsEditsUpToTheLimit() {
    assertThat(Nearest.distance("kitten", "sitting", 5)).isEqualTo(3);
    assertThat(Nearest.distance("ab", "ba", 5)).isEqualTo(1);
    assertThat(Nearest.distance("abc", "xyz", 1)).isEqualTo(2);
  }
}
