package dev.interlock.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.testkit.TestHost;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/// The whole demo in a host, with stand-ins for the connector that measures and adjusts.
class DemoConnectorTest {

  private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();

  /// Knows the two events and writes down what they were published with.
  private final class Tuning implements Connector {
    private static final Event<Measure, Void> MEASURE =
        Event.of("measure", Measure.class, Void.class);
    private static final Event<Adjust, Void> ADJUST = Event.of("adjust", Adjust.class, Void.class);

    record Measure(List<String> metrics, Map<String, String> control) {}

    record Adjust(List<Adjustment> adjustments) {}

    record Adjustment(String componentName, String settingName, int value) {}

    @Override
    public List<Event<?, ?>> events() {
      return List.of(MEASURE, ADJUST);
    }

    @Override
    public void start(ConnectorContext context) {
      context.events().on(MEASURE, input -> write(input.toString()));
      context.events().on(ADJUST, input -> write(input.toString()));
    }

    private Void write(String line) {
      happened.add(line);
      return null;
    }
  }

  @Test
  void measuresAndAdjustsInTurn() {
    try (TestHost host =
        start("demo: {secret: s, responder: {port: 0}, measure_every: 50ms, adjust_after: 10ms}")) {
      await().until(() -> happened.size() >= 4);
    }

    assertThat(happened.stream().limit(4))
        .containsExactly(
            "Measure[metrics=[throughput, latency_p99, error_rate], control={duration=1s}]",
            "Adjust[adjustments=[Adjustment[componentName=web, settingName=replicas, value=3]]]",
            "Measure[metrics=[throughput, latency_p99, error_rate], control={duration=1s}]",
            "Adjust[adjustments=[Adjustment[componentName=web, settingName=replicas, value=3]]]");
  }

  @Test
  void nothingOfItIsLeftOnceItStopped() throws Exception {
    int port = freePort();
    try (TestHost host =
        start(
            "demo: {secret: s, responder: {port: "
                + port
                + "}, measure_every: 20ms, adjust_after: 10ms}")) {
      await().until(() -> happened.size() >= 2);
      new Socket("127.0.0.1", port).close();
    }

    assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    int before = happened.size();
    await().during(Duration.ofMillis(100)).until(() -> happened.size() == before);
  }

  @Test
  void withoutItsSectionItStaysDormant() {
    try (TestHost host = start("")) {
      await().during(Duration.ofMillis(700)).until(happened::isEmpty);
    }
  }

  private TestHost start(String yaml) {
    return TestHost.with("tuning", new Tuning()).and("demo", new DemoConnector()).start(yaml);
  }

  /// Free a moment ago: the demo's port is a setting, and the test must know it.
  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
