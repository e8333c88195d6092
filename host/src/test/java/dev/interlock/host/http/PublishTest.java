package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Json;
import dev.interlock.api.RefusedException;
import dev.interlock.api.UnknownConnectorException;
import dev.interlock.api.UnknownEventException;
import dev.interlock.host.http.DispatchReply.Cancelled;
import dev.interlock.host.http.DispatchReply.Completed;
import dev.interlock.host.http.DispatchReply.ConnectorError;
import dev.interlock.host.http.DispatchReply.ConnectorResult;
import dev.interlock.host.http.DispatchReply.Failed;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublishTest {

  private final TestServer server = TestServer.open();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void answersWithTheResults() throws Exception {
    server.events.answer =
        id -> new Completed(id, List.of(new ConnectorResult("tuning", Json.of("{\"rpm\":11940}"))));

    var response = server.post("/v1/events/measure", "{\"control\":{}}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    assertThat(response.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(response.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(response.headers().map().keySet())
        .noneMatch(name -> name.startsWith("access-control"));
    assertThat(response.body())
        .isEqualTo(
            "{\"id\":\"evt_1\",\"status\":\"completed\",\"results\":[{\"connector\":\"tuning\",\"value\":{\"rpm\":11940}}]}");
    assertThat(server.events.requests.take().input()).isEqualTo(Json.of("{\"control\":{}}"));
  }

  @Test
  void answersAVetoWith409() throws Exception {
    server.events.answer = id -> new Cancelled(id, "not at night", "webhooks/window", Map.of());

    var response = server.post("/v1/events/adjust", "{}");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(response.body())
        .isEqualTo(
            "{\"id\":\"evt_1\",\"status\":\"cancelled\",\"reason\":\"not at"
                + " night\",\"cancelled_by\":\"webhooks/window\"}");
  }

  @Test
  void keepsTheDetailsOfAVeto() throws Exception {
    server.events.answer = id -> new Cancelled(id, "no", "a/b", Map.of("until", "03:00"));

    assertThat(server.post("/v1/events/adjust", "{}").body())
        .endsWith(",\"details\":{\"until\":\"03:00\"}}");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void answersAFailureWithResultsAndErrors(boolean notStored) throws Exception {
    server.events.answer =
        id ->
            new Failed(
                id,
                List.of(new ConnectorResult("a", Json.NULL)),
                List.of(new ConnectorError("b", "boom")),
                notStored);

    var response = server.post("/v1/events/adjust", "{}");

    assertThat(response.statusCode()).isEqualTo(notStored ? 503 : 500);
    assertThat(response.body())
        .isEqualTo(
            "{\"id\":\"evt_1\",\"status\":\"failed\","
                + (notStored ? "\"code\":\"not_stored\"," : "")
                + "\"results\":[{\"connector\":\"a\",\"value\":null}],"
                + "\"errors\":[{\"connector\":\"b\",\"error\":\"boom\"}]}");
  }

  @Test
  void takesNoBodyForNoInput() throws Exception {
    assertThat(server.post("/v1/events/metrics", "").statusCode()).isEqualTo(200);
    assertThat(server.events.requests.take().input()).isEqualTo(Json.NULL);
  }

  @Test
  void passesOptionsHopsAndTraceOn() throws Exception {
    String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    server.post(
        "/v1/events/metrics?include=a,b&include=c&exclude=d&first",
        "",
        "interlock-hops",
        "3",
        "traceparent",
        trace);

    PublishRequest request = server.events.requests.take();
    assertThat(request.options().include()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(request.options().exclude()).containsExactly("d");
    assertThat(request.options().first()).isTrue();
    assertThat(request.hops()).isEqualTo(3);
    assertThat(request.traceparent()).isEqualTo(trace);
  }

  @Test
  void passesOverABadTraceButNotBadHops() throws Exception {
    assertThat(server.post("/v1/events/metrics", "", "traceparent", "what").statusCode())
        .isEqualTo(200);
    assertThat(server.events.requests.take().traceparent()).isNull();
    assertThat(server.post("/v1/events/metrics", "", "interlock-hops", "-1").statusCode())
        .isEqualTo(400);
    assertThat(server.post("/v1/events/metrics?first=perhaps", "").statusCode()).isEqualTo(400);
  }

  @Test
  void publishesNothingUnderAKeyWhoseOutcomeCannotBeStored() throws Exception {
    var response = server.post("/v1/events/measure", "{}", "Idempotency-Key", "k1");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("no store here");
    assertThat(server.events.requests).isEmpty();
  }

  @Test
  void refusesAnIdempotencyKeyThatIsNone() throws Exception {
    var response = server.post("/v1/events/measure", "{}", "Idempotency-Key", "k".repeat(256));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("1 to 255");
  }

  @Test
  void namesTheNearestOfAnUnknownEvent() throws Exception {
    server.events.refusal = new UnknownEventException("no event mesure; did you mean measure?");

    var response = server.post("/v1/events/mesure", "{}");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(response.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                + "\"detail\":\"no event mesure; did you mean measure?\"}");
  }

  @Test
  void namesEachInvalidField() throws Exception {
    server.events.refusal =
        new InvalidInputException(
            "measure",
            List.of(
                new InvalidInputException.Violation("control.duration", "found -1s"),
                new InvalidInputException.Violation("control.load", "missing")));

    var response = server.post("/v1/events/measure", "{}");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body())
        .endsWith(
            "\"errors\":[{\"path\":\"control.duration\",\"message\":\"found -1s\"},"
                + "{\"path\":\"control.load\",\"message\":\"missing\"}]}");
  }

  @Test
  void turnsRefusalsIntoTheirStatuses() throws Exception {
    server.events.refusal = new UnknownConnectorException("no connector x");
    assertThat(server.post("/v1/events/measure", "{}").statusCode()).isEqualTo(422);
    server.events.refusal = new InterlockException(ErrorCategory.USER, "detach is a notice");
    assertThat(server.post("/v1/events/detach", "{}").statusCode()).isEqualTo(403);
    server.events.refusal = new RefusedException(RefusedException.Code.BUSY, "64 wait");
    var busy = server.post("/v1/events/measure", "{}");
    assertThat(busy.statusCode()).isEqualTo(503);
    assertThat(busy.headers().firstValue("retry-after")).hasValue("1");
  }

  @ParameterizedTest
  @EnumSource(ErrorCategory.class)
  void givesEveryCategoryAProblem(ErrorCategory category) throws Exception {
    int expected =
        switch (category) {
          case USER -> 403;
          case BUSY, UNAVAILABLE -> 503;
          case PLUGIN, INTERNAL -> 500;
          case RESPONDER -> 502;
        };
    server.events.refusal = new InterlockException(category, "it is so");

    assertThat(server.post("/v1/events/measure", "{}").statusCode()).isEqualTo(expected);
  }

  @Test
  void keepsUnexpectedExceptionsToItself() throws Exception {
    server.events.refusal = new IllegalStateException("internal secret");

    var response = server.post("/v1/events/measure", "{}");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body())
        .doesNotContain("secret")
        .doesNotContain("Exception")
        .doesNotContain("dev.interlock");
  }

  @Test
  void goesOnWhenTheClientGoesAway() throws Exception {
    server.events.answer = null;
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "POST /v1/events/measure HTTP/1.1\r\n"
              + "Host: localhost\r\n"
              + "Content-Type: application/json\r\n"
              + "Content-Length: 2\r\n\r\n"
              + "{}");
      server.events.running.poll(5, TimeUnit.SECONDS);
    }

    assertThat(server.get("/v1/dispatches/evt_1").body())
        .isEqualTo("{\"id\":\"evt_1\",\"status\":\"running\"}");
  }

  @Test
  void listsEventsAndTheirSchemas() throws Exception {
    assertThat(server.get("/v1/events").body())
        .isEqualTo(
            "{\"events\":[{\"name\":\"measure\",\"version\":2,\"defined_by\":\"tuning\","
                + "\"prepositions\":[\"before\",\"on\",\"after\"],\"description\":\"Measures.\","
                + "\"handlers\":[{\"preposition\":\"before\",\"by\":\"webhooks/window\"}]}]}");
    assertThat(server.get("/v1/events/measure/schema").body())
        .isEqualTo("{\"title\":\"after:measure\"}");
    assertThat(server.get("/v1/events/measure/schema?preposition=before").body())
        .isEqualTo("{\"title\":\"before:measure\"}");
    assertThat(server.get("/v1/events/measure/schema?preposition=on").statusCode()).isEqualTo(400);
    assertThat(server.get("/v1/events/mesure/schema").statusCode()).isEqualTo(404);
  }
}
