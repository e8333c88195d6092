package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.Api.Answer;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file that is saved while events are under way: each meets the handlers before it or those
/// after it, never none.
class ReloadIT {

  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final String VETOED = "\"value\":9";

  @TempDir private Path folder;
  private final Responder responder = Responder.start().answer(ReloadIT::answer);
  private Path plugins;

  private static Reply answer(ReceivedRequest request) {
    return request.target().equals("/guard") && request.text().replace(" ", "").contains(VETOED)
        ? Reply.veto("too many")
        : Reply.status(204);
  }

  @BeforeEach
  void prepare() throws Exception {
    plugins = PluginJar.folder(folder, "tuning", "webhooks");
    Files.writeString(folder.resolve("settings.yaml"), "replicas: 1\n");
  }

  @AfterEach
  void close() {
    responder.close();
  }

  /// @param description of a webhook, so that its connector is made anew
  /// @param most replicas
  /// @param port of the webhooks connector's own; 0: any
  private void save(String description, int most, int port) throws Exception {
    Path next =
        Files.writeString(
            folder.resolve("next.yaml"),
            """
            tuning:
              measure: {url: "%s", rate: 20/s}
              components:
                - {name: web, target: settings.yaml, settings: [{name: replicas, type: range, min: 1, max: %d, step: 1}]}
            webhooks:
              compat: {postmand: {port: %d, health_port: 0}}
              defaults: {secret: s3cr3t}
              hooks:
                - {name: guard, description: "%s", events: before:adjust, url: "%s"}
                - {name: ledger, events: [after:adjust, after:measure], url: "%s", delivery: durable, ordered: true}
            """
                .formatted(
                    responder.url("/load"),
                    most,
                    port,
                    description,
                    responder.url("/guard"),
                    responder.url("/ledger")));
    Files.move(
        next,
        folder.resolve("webhooks.yaml"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private RunningInterlock run() throws Exception {
    return RunningInterlock.run(folder, "--plugins", plugins.toString());
  }

  private static Answer adjust(Api api, int replicas) throws Exception {
    return api.publish(
        "adjust",
        "{\"adjustments\":[{\"component_name\":\"web\",\"setting_name\":\"replicas\",\"value\":%d}]}"
            .formatted(replicas),
        "interlock-hops",
        "1");
  }

  private static Answer measure(Api api, Duration duration) throws Exception {
    return api.publish(
        "measure",
        "{\"metrics\":[\"requests\"],\"control\":{\"duration\":\"%ds\"}}"
            .formatted(duration.toSeconds()));
  }

  private List<ReceivedRequest> to(String path) {
    return responder.requests().stream().filter(request -> request.target().equals(path)).toList();
  }

  @Test
  void aVetoHoldsWhileTheFileIsSavedDuringALongEvent() throws Exception {
    save("old", 10, 0);
    try (RunningInterlock host = run();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Api api = new Api(host.api());
      Future<Answer> measured = threads.submit(() -> measure(api, Duration.ofSeconds(4)));
      await().atMost(LONGEST).until(() -> !to("/load").isEmpty());
      save("new", 10, 0);
      int vetoes = 0;
      int told = 0;
      boolean reloaded = false;
      while (!measured.isDone()) {
        reloaded |= host.find(".*reloaded webhooks.yaml.*").isPresent();
        assertThat(adjust(api, 9).status()).isEqualTo(409);
        vetoes++;
        assertThat(adjust(api, 2 + vetoes % 2).status()).isEqualTo(200);
        told++;
      }

      assertThat(reloaded).as("taken over while the measure ran").isTrue();
      assertThat(measured.get().status()).isEqualTo(200);
      assertThat(to("/guard")).hasSize(vetoes + told);
      assertThat(Files.readString(folder.resolve("settings.yaml"))).doesNotContain("9");
      int expected = told + 1;
      await().atMost(LONGEST).until(() -> to("/ledger").size() >= expected);
      assertThat(to("/ledger")).hasSize(expected);
    }
  }

  @Test
  void whatALongEventLeavesToDeliverIsSentOnceByTheConnectorThatIsThere() throws Exception {
    save("old", 10, 0);
    try (RunningInterlock host = run();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Api api = new Api(host.api());
      for (int i = 1; i <= 3; i++) {
        int before = to("/load").size();
        Future<Answer> measured = threads.submit(() -> measure(api, Duration.ofSeconds(2)));
        await().atMost(LONGEST).until(() -> to("/load").size() > before);
        save("edition " + i, 10, 0);
        assertThat(measured.get().status()).isEqualTo(200);
        int expected = i;
        await().atMost(LONGEST).until(() -> to("/ledger").size() >= expected);
      }

      assertThat(to("/ledger"))
          .hasSize(3)
          .allMatch(request -> request.header("webhook-attempt").orElse("1").equals("1"));
      assertThat(api.get("/v1/deliveries").text()).doesNotContainIgnoringCase("\"failed\"");
      assertThat(host.text()).doesNotContain("FAILED").doesNotContain("delivery_failed");
    }
  }

  @Test
  void aConnectorThatFailsToStartChangesNothing() throws Exception {
    save("old", 10, 0);
    try (ServerSocket taken = FreePort.taken();
        RunningInterlock host = run()) {
      Api api = new Api(host.api());
      save("new", 3, taken.getLocalPort());
      await().atMost(LONGEST).until(() -> api.get("/readyz").text().contains("degraded\","));

      Answer ready = api.get("/readyz");
      assertThat(ready.status()).isEqualTo(200);
      assertThat(ready.text()).contains("webhooks", "Address already in use");
      assertThat(adjust(api, 9).status()).isEqualTo(409);
      assertThat(adjust(api, 8).status()).as("the old range").isEqualTo(200);
      await().atMost(LONGEST).until(() -> to("/ledger").size() == 1);
      assertThat(to("/guard")).hasSize(2);

      taken.close();
      save("newer", 3, taken.getLocalPort());
      await()
          .atMost(LONGEST)
          .until(() -> api.get("/readyz").json().path("status").asString().equals("ok"));
      assertThat(adjust(api, 8).status()).as("the new range").isEqualTo(422);
      assertThat(adjust(api, 2).status()).isEqualTo(200);
    }
  }
}
