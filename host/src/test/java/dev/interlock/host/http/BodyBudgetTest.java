package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.settings.ByteSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BodyBudgetTest {

  private final BodyBudget budget =
      new BodyBudget(
          800 << 10, new BodyBudget.Patience(Duration.ofMillis(100), Duration.ofMillis(50)));
  private final Map<Socket, Integer> answered = new HashMap<>();

  @Test
  void anEighthIsKeptForSmallBodies() {
    BodyBudget.Share large = budget.share(700 << 10);
    large.add(700 << 10);

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> budget.share((64 << 10) + 1).add((64 << 10) + 1))
        .extracting(refused -> refused.problem().status())
        .isEqualTo(503);
    BodyBudget.Share small = budget.share(64 << 10);
    small.add(64 << 10);
    assertThat(budget.taken()).isEqualTo(764 << 10);
  }

  @Test
  void whatEndsGivesItsRoomBack() {
    CompletableFuture<Void> dispatch = new CompletableFuture<>();
    try (BodyBudget.Share answered = budget.share(100);
        BodyBudget.Share goesOn = budget.share(200)) {
      answered.add(100);
      goesOn.add(200);
      goesOn.keepUntil(dispatch);
    }
    assertThat(budget.taken()).isEqualTo(200);
    dispatch.complete(null);

    assertThat(budget.taken()).isZero();
  }

  @Test
  void aLargeBodyWaitsUntilThereIsRoomForAllOfIt() throws Exception {
    BodyBudget patient =
        new BodyBudget(
            800 << 10, new BodyBudget.Patience(Duration.ofSeconds(30), Duration.ofSeconds(30)));
    BodyBudget.Share first = patient.share(400 << 10);
    BodyBudget.Share second = patient.share(300 << 10);
    BodyBudget.Share third = patient.share(400 << 10);
    first.await();
    second.await();
    first.add(1);
    Thread waiting = Thread.ofVirtual().start(third::await);
    await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

    second.add(300 << 10);
    first.add((400 << 10) - 1);
    assertThat(waiting.isAlive()).isTrue();
    first.close();

    waiting.join();
    third.add(400 << 10);
    assertThat(patient.taken()).isEqualTo(700 << 10);
  }

  @Test
  void whoeverDawdlesLosesItsTurnToWhoWaits() {
    BodyBudget.Share slow = budget.share(700 << 10);
    slow.await();
    slow.add(1000);

    BodyBudget.Share next = budget.share(600 << 10);
    next.await();

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> slow.add(200 << 10))
        .extracting(refused -> refused.problem().code())
        .isEqualTo("busy");
    next.add(600 << 10);
    slow.close();
    next.close();
    assertThat(budget.taken()).isZero();
  }

  @Test
  void aSlowOneKeepsItsTurnWhileNobodyWaits() {
    BodyBudget strict =
        new BodyBudget(800 << 10, new BodyBudget.Patience(Duration.ZERO, Duration.ZERO));
    BodyBudget.Share slow = strict.share(700 << 10);
    slow.await();

    slow.add(1);
    slow.add((700 << 10) - 1);

    assertThat(strict.taken()).isEqualTo(700 << 10);
  }

  @Test
  void slowLargeBodiesLeaveRoomForSmallOnes() throws Exception {
    int size = 1 << 20;
    try (TestServer server =
        new TestServer(
            HttpSettings.of(null, 0, null, null, null, new ByteSize(size)), HttpLimits.DEFAULT)) {

      List<Socket> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 40; i++) {
          slow.add(begin(server.port(), size));
        }
        await().until(() -> answers(slow).contains(503));

        assertThat(answers(slow)).containsOnly(503);
        assertThat(server.post("/v1/events/measure", "{\"a\":1}").statusCode()).isEqualTo(200);
        assertThat(server.post("/v1/events/measure", json(size)).statusCode()).isEqualTo(503);
      } finally {
        for (Socket each : slow) {
          each.close();
        }
      }
      await().until(() -> server.post("/v1/events/measure", json(size)).statusCode() == 200);
    }
  }

  private static String json(int size) {
    return "\"" + "x".repeat(size - 2) + "\"";
  }

  /// All of it but the last byte.
  private static Socket begin(int port, int size) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    String head =
        "POST /v1/events/measure HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(port, size);
    socket.getOutputStream().write((head + json(size).substring(1)).getBytes(US_ASCII));
    return socket;
  }

  /// The statuses of those that have been answered, though their last byte is not sent.
  private List<Integer> answers(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      if (!answered.containsKey(socket) && socket.getInputStream().available() >= 12) {
        String line = new String(socket.getInputStream().readNBytes(12), US_ASCII);
        answered.put(socket, Integer.parseInt(line.substring(9)));
      }
    }
    return List.copyOf(answered.values());
  }
}
