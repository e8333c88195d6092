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

  /// U+0563 ends in the byte of a `c`: a lenient parser would read half a pair.
  @Test
  void anEscapeThatNobodyElseReadsIsNoJson() throws Exception {
    try (TestServer server = TestServer.open()) {
      var reply = server.post("/v1/events/measure", "{\n\"a\":\"" + SLASH + "ud83\u0563\"}");
      assertThat(reply.statusCode()).isEqualTo(400);
      assertThat(reply.body()).contains("line 2, column 11");
      assertThat(server.events.requests).isEmpty();
    }
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
