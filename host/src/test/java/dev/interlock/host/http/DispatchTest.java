package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse.BodyHandlers;
import java.util.Iterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DispatchTest {

  private static final String COMPLETED =
      "{\"id\":\"evt_1\",\"status\":\"completed\",\"results\":[]}";

  private final TestServer server = new TestServer(TestServer.settings(), TestServer.SHORT);
  private RecordedEvents.Running running;

  @BeforeEach
  void publish() throws Exception {
    server.events.answer = null;
    var response = server.post("/v1/events/measure", "{}", "Prefer", "wait=5, respond-async");
    running = server.events.running.take();

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("location")).hasValue("/v1/dispatches/evt_1");
    assertThat(response.body()).isEqualTo("{\"id\":\"evt_1\",\"status\":\"running\"}");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Iterator<String> follow() throws Exception {
    var response =
        server
            .client()
            .send(server.to("/v1/dispatches/evt_1/progress").build(), BodyHandlers.ofLines());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    return response.body().filter(line -> !line.isEmpty() && !line.startsWith(":")).iterator();
  }

  @Test
  void showsProgressAndThenTheEnd() throws Exception {
    running.progress(0.5, "half");
    assertThat(server.get("/v1/dispatches/evt_1").body())
        .isEqualTo(
            "{\"id\":\"evt_1\",\"status\":\"running\",\"progress\":{\"fraction\":0.5,\"message\":\"half\"}}");

    running.complete();
    var ended = server.get("/v1/dispatches/evt_1");
    assertThat(ended.statusCode()).isEqualTo(200);
    assertThat(ended.body()).isEqualTo(COMPLETED);
  }

  @Test
  void streamsStateProgressAndEnd() throws Exception {
    Iterator<String> lines = follow();
    assertThat(lines.next()).isEqualTo("event: state");
    assertThat(lines.next()).isEqualTo("data: {\"id\":\"evt_1\",\"status\":\"running\"}");

    running.progress(0.25, "a\nb");
    assertThat(lines.next()).isEqualTo("event: progress");
    assertThat(lines.next()).contains("\"fraction\":0.25,\"message\":\"a\\nb\"");

    running.complete();
    assertThat(lines.next()).isEqualTo("event: end");
    assertThat(lines.next()).isEqualTo("data: " + COMPLETED);
    assertThat(lines.hasNext()).isFalse();
    assertThat(running.listeners).isEmpty();
  }

  @Test
  void streamsTheEndToThoseWhoComeLate() throws Exception {
    running.complete();

    Iterator<String> lines = follow();

    assertThat(lines.next()).isEqualTo("event: state");
    assertThat(lines.next()).isEqualTo("data: " + COMPLETED);
    assertThat(lines.next()).isEqualTo("event: end");
    assertThat(lines.next()).isEqualTo("data: " + COMPLETED);
    assertThat(lines.hasNext()).isFalse();
  }

  @Test
  void abortsInTheMiddleOfAStream() throws Exception {
    Iterator<String> lines = follow();
    assertThat(lines.next()).isEqualTo("event: state");
    lines.next();

    var aborted = server.delete("/v1/dispatches/evt_1");

    assertThat(aborted.statusCode()).isEqualTo(200);
    assertThat(aborted.body())
        .isEqualTo(
            "{\"id\":\"evt_1\",\"status\":\"failed\",\"results\":[],\"errors\":[{\"connector\":\"interlock\",\"error\":\"aborted\"}]}");
    assertThat(lines.next()).isEqualTo("event: end");
    assertThat(lines.next()).contains("aborted");
    assertThat(lines.hasNext()).isFalse();
  }

  @Test
  void showsThatASilentStreamLives() throws Exception {
    try (RawClient client = new RawClient(server.port())) {
      client.send("GET /v1/dispatches/evt_1/progress HTTP/1.1\r\nHost: localhost\r\n\r\n");

      String line = client.line();
      while (!line.startsWith(": alive")) {
        line = client.line();
      }
      assertThat(line).isEqualTo(": alive");
    }
  }

  @Test
  void boundsStreamsAndFreesThemWhenTheClientGoes() throws Exception {
    String request = "GET /v1/dispatches/evt_1/progress HTTP/1.1\r\nHost: localhost\r\n\r\n";
    try (RawClient first = new RawClient(server.port());
        RawClient second = new RawClient(server.port())) {
      first.send(request);
      second.send(request);
      assertThat(first.read(true).status()).isEqualTo(200);
      assertThat(second.read(true).status()).isEqualTo(200);

      var refused = server.get("/v1/dispatches/evt_1/progress");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("retry-after")).hasValue("5");
    }
    await().untilAsserted(() -> assertThat(server.raw(request).status()).isEqualTo(200));
    assertThat(running.done).isNotDone();
  }

  @Test
  void knowsNoOtherDispatches() throws Exception {
    assertThat(server.get("/v1/dispatches/evt_9").statusCode()).isEqualTo(404);
    assertThat(server.get("/v1/dispatches/evt_9/progress").statusCode()).isEqualTo(404);
    assertThat(server.delete("/v1/dispatches/evt_9").statusCode()).isEqualTo(404);
  }
}
