package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnpairedSurrogatesTest {

  private static final String SLASH = "\\";

  private static boolean isIn(String json) {
    return UnpairedSurrogates.isIn(json.replace('/', SLASH.charAt(0)).getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'a/ud800b'",
        "'/udc00'",
        "'/ud800'",
        "'/ud800/ud800/udc00'",
        "'/ud800/n/udc00'",
        "'/uDBFF",
        "'//ud83d/ud800'"
      })
  void areFound(String json) {
    assertThat(isIn(json)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "'plain'",
        "'/ud83d/ude00'",
        "'//ud800'",
        "'/u0041'",
        "'/ud80'",
        "/",
        "'/uzzzz'"
      })
  void pairsAndOtherEscapesAreNone(String json) {
    assertThat(isIn(json)).isFalse();
  }

  @Test
  void nothingIsPublishedFromABodyThatHasOne() throws Exception {
    try (TestServer server = TestServer.open()) {
      assertThat(server.post("/v1/events/measure", "{\"a\":\"x" + SLASH + "ud800y\"}").statusCode())
          .isEqualTo(400);
      assertThat(server.events.requests).isEmpty();
    }
  }
}
