package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.assembly.Api.Answer;
import dev.interlock.assembly.Distribution.Ended;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `interlock worker` with the options of the forwarder's message processor: what `interlock
/// server` has accepted is sent by it, and it ends when nothing is left.
class ForwarderWorkerIT {

  private static final int SIGTERM = 128 + 15;

  @TempDir private Path folder;
  private final Responder responder = Responder.start();

  @BeforeEach
  void accept() throws Exception {
    responder.always(Reply.status(200));
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        """
        http: {port: 0}
        egress: {allow: [127.0.0.0/8]}
        webhooks: {compat: {relay: {auth: none}}}
        """);
    try (RunningInterlock server = RunningInterlock.start(folder, Map.of(), List.of("server"))) {
      server.awaitLine("  API +http.*");
      Api api = new Api(server.api());
      for (String path : List.of("/one", "/two")) {
        Answer made =
            api.send("POST", "/destinations", "{\"url\":\"" + responder.url(path) + "\"}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
      }
      for (String body : List.of("1a", "2a", "1b")) {
        Answer made =
            api.send(
                "POST",
                "/messages",
                "{\"destination\":%s,\"contentType\":\"text/plain\",\"msgBody\":\"%s\"}"
                    .formatted(body.substring(0, 1), body));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
      }
      assertThat(api.get("/messages").json()).hasSize(3);
      assertThat(server.stop()).isEqualTo(SIGTERM);
    }
    assertThat(responder.requests()).isEmpty();
  }

  @AfterEach
  void close() {
    responder.close();
  }

  private List<String> sent() {
    return responder.requests().stream().map(ReceivedRequest::text).toList();
  }

  @Test
  void aDestinationThatIsNotThereIsNamedWithThoseThatAre() throws Exception {
    for (String unknown : List.of("99", "abc")) {
      Ended worker = Distribution.built().run(folder, "worker", "--destination", unknown);

      assertThat(worker.status()).isEqualTo(1);
      assertThat(worker.errors())
          .contains("--destination: found \"" + unknown + "\"", "webhooks/relay-1");
      assertThat(worker.output()).doesNotContain("--destination");
    }
    assertThat(responder.requests()).isEmpty();
  }

  @Test
  void sendsOneDestinationsMessagesInOrderAndEnds() throws Exception {
    Ended worker = Distribution.built().run(folder, "worker", "--destination", "1");

    assertThat(worker.status()).as(worker.errors()).isZero();
    assertThat(sent()).containsExactly("1a", "1b");
  }

  @Test
  void zeroRetriesAreOneTry() throws Exception {
    responder.always(Reply.status(500));

    Ended worker =
        Distribution.built()
            .run(folder, "worker", "--destination", "1", "--retry", "0", "--retry-delay", "0");

    assertThat(worker.status()).as(worker.errors()).isZero();
    assertThat(sent()).containsExactly("1a", "1b");
  }

  @Test
  void triesAsOftenAsItIsToldWithoutADelay() throws Exception {
    responder.always(Reply.status(500));

    Ended worker =
        Distribution.built()
            .run(folder, "worker", "--destination", "2", "--retry", "20", "--retry-delay", "0");

    assertThat(worker.status()).as(worker.errors()).isZero();
    assertThat(sent()).hasSize(20).containsOnly("2a");
  }

  @Test
  void goesOnWhereItIsPersistent() throws Exception {
    try (RunningInterlock worker =
        RunningInterlock.start(
            folder, Map.of(), List.of("worker", "--destination", "1", "--persistent"))) {
      responder.take(java.time.Duration.ofSeconds(60));
      responder.take(java.time.Duration.ofSeconds(60));
      assertThat(worker.isRunning()).isTrue();
      assertThat(worker.stop()).isEqualTo(SIGTERM);
    }
    assertThat(sent()).containsExactly("1a", "1b");
  }
}
