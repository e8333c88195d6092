package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.Api.Answer;
import dev.interlock.testkit.ReceivedRequest;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.net.ConnectException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a host answers while it starts and while it stops: an event is asked about and stored, or
/// refused.
class StartIT {

  private static final int STARTS = 4;
  private static final int ACCEPTED = 20;
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Pattern SEQUENCE = Pattern.compile("\"sequence\":(\\d+)");

  @TempDir private Path folder;
  private final Responder responder = Responder.start().always(Reply.status(204));
  private Path plugins;
  private int port;
  private Api api;
  private long last;

  @BeforeEach
  void prepare() throws Exception {
    plugins = NotePlugin.folder(folder);
    port = FreePort.next();
    api = new Api(URI.create("http://127.0.0.1:" + port));
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        """
        webhooks:
          defaults: {secret: s3cr3t}
          hooks:
            - {name: guard, events: before:note, url: "%s"}
            - {name: ledger, events: after:note, url: "%s", delivery: durable, ordered: true}
        """
            .formatted(responder.url("/asked"), responder.url("/told")));
  }

  @AfterEach
  void close() {
    responder.close();
  }

  private RunningInterlock start() throws Exception {
    return RunningInterlock.start(
        folder,
        Map.of(),
        List.of("run", "--set", "http.port=" + port, "--plugins", plugins.toString()));
  }

  private Answer publish(long sequence, String hops) throws Exception {
    String note = "{\"key\":\"k\",\"sequence\":%d,\"text\":\"\"}".formatted(sequence);
    return api.publish("note", note, "interlock-hops", hops);
  }

  /// The notes that came there, in the order of arrival.
  private List<Long> notes(String path) {
    return responder.requests().stream()
        .filter(request -> request.target().equals(path))
        .map(StartIT::sequence)
        .toList();
  }

  private static long sequence(ReceivedRequest request) {
    Matcher matcher = SEQUENCE.matcher(request.text());
    assertThat(matcher.find()).as(request.text()).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @Test
  void eachEventFromTheFirstInstantOnIsRefusedOrAskedAndStored() throws Exception {
    List<Long> accepted = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      try (RunningInterlock host = start()) {
        accepted.addAll(untilAccepted(host));
        assertThat(host.stop()).isEqualTo(143);
      }
    }
    try (RunningInterlock host = start()) {
      host.awaitLine("Next: .*");
      await().atMost(LONGEST).until(() -> notes("/told").size() >= accepted.size());
    }

    assertThat(notes("/asked")).isEqualTo(accepted);
    assertThat(notes("/told")).isEqualTo(accepted);
  }

  /// Publishes without waiting for anything.
  ///
  /// @return what was answered with 200
  private List<Long> untilAccepted(RunningInterlock host) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    List<Long> accepted = new ArrayList<>();
    while (accepted.size() < ACCEPTED) {
      assertThat(System.nanoTime()).as(host.text()).isLessThan(end);
      try {
        boolean ready = api.get("/readyz").status() == 200;
        Answer answer = publish(++last, String.valueOf(last % 2));
        if (answer.status() == 200) {
          accepted.add(last);
        } else {
          assertRefused(answer, "starting");
          assertThat(ready).as("ready before " + answer).isFalse();
          assertThat(accepted).as("accepted before " + answer).isEmpty();
        }
      } catch (ConnectException _) {
        Thread.onSpinWait(); // Nobody listens yet.
      }
    }
    return accepted;
  }

  private static void assertRefused(Answer answer, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.json().path("code").asString()).isEqualTo(code);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void noHeaderLetsAnEventPassWhileTheHostStops() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    responder.next(new Reply.Held(answered, Reply.status(204)));
    try (RunningInterlock host = start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      host.awaitLine("Next: .*");
      Future<Answer> underWay = threads.submit(() -> publish(1, "0"));
      responder.take(LONGEST);
      Future<Integer> ended = threads.submit(host::stop);
      await().atMost(LONGEST).until(() -> api.get("/readyz").status() == 503);
      assertRefused(publish(2, "1"), "stopping");
      assertRefused(publish(3, "0"), "stopping");
      answered.countDown();

      assertThat(underWay.get().status()).isEqualTo(200);
      assertThat(ended.get()).isEqualTo(143);
    }
    try (RunningInterlock host = start()) {
      host.awaitLine("Next: .*");
      await().atMost(LONGEST).until(() -> !notes("/told").isEmpty());
    }
    assertThat(notes("/asked")).containsExactly(1L);
    assertThat(notes("/told")).containsExactly(1L);
  }
}
