package dev.interlock.webhooks.route;

import static dev.interlock.webhooks.route.ApiHost.JSON;
import static dev.interlock.webhooks.route.ApiHost.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What a webhook on `after:delivery_failed` hears of webhooks that were registered over the API.
class GivenUpNoticeTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Responder responder = Responder.start();
  private final Responder pager = Responder.start();
  private ApiHost host;

  @BeforeEach
  void start() {
    host =
        new ApiHost(
            folder,
            ApiHost.ALLOW_LOOPBACK
                + "webhooks: [{name: pager, events: after:delivery_failed, secret: s3cr3t, url: '"
                + pager.url("/failed")
                + "'}]\n");
  }

  @AfterEach
  void close() {
    host.close();
    responder.close();
    pager.close();
  }

  private JsonNode told() throws Exception {
    ReceivedRequest request = pager.take(SOON);
    return JSON.readTree(request.body()).path("parameters");
  }

  @Test
  void aDeliveryThatIsGivenUpIsTold() throws Exception {
    responder.always(Reply.status(500));
    String webhook =
        host.register(
            terms(responder.url("/in"))
                .put("max_delivery_attempts", 2)
                .put("retry_min_backoff", 1)
                .put("retry_max_backoff", 1));
    String delivery = host.deliver(webhook, "{}");

    JsonNode told = told();
    assertThat(told.path("webhook").asString()).isEqualTo("Httpbin Post");
    assertThat(told.path("delivery").asString()).isEqualTo(delivery);
    assertThat(told.path("attempts").asInt()).isEqualTo(2);
    assertThat(told.path("cause").asString()).isEqualTo("status_5xx");
    assertThat(told.path("hook").asString("none")).isEmpty();
    assertThat(told.path("event").asString("none")).isEmpty();
  }

  @Test
  void neitherWhatIsTakenNorWhatIsCancelledIs() throws Exception {
    responder.next(Reply.status(200)).always(Reply.status(500));
    String webhook = host.register(terms(responder.url("/in")).put("max_delivery_attempts", 5));
    host.deliver(webhook, "taken");
    responder.take(SOON);
    String cancelled = host.deliver(webhook, "cancelled");
    responder.take(SOON);
    await()
        .atMost(SOON)
        .until(() -> host.post("/v1/deliveries/" + cancelled + "/cancel", "").status() == 200);
    String last =
        host.deliver(
            host.register(terms(responder.url("/in")).put("max_delivery_attempts", 1)), "last");

    assertThat(told().path("delivery").asString()).isEqualTo(last);
    assertThat(pager.requests()).hasSize(1);
  }
}
