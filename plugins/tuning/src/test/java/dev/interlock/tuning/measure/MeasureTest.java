package dev.interlock.tuning.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Outcome;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.Outcome.Failed;
import dev.interlock.tuning.JdkEgress;
import dev.interlock.tuning.LoopbackServer;
import dev.interlock.tuning.SmallHost;
import dev.interlock.tuning.TuningConnector;
import dev.interlock.tuning.TuningSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MeasureTest {

  @TempDir Path folder;
  private final JdkEgress egress = new JdkEgress();
  private SmallHost host;

  private Outcome<Measurement> measure(URI url, MeasureRequest request) throws Exception {
    MeasureSettings settings =
        new MeasureSettings(url, null, null, null, null, Duration.ofSeconds(2), null);
    host =
        new SmallHost(new TuningSettings(settings, null, null), folder, egress)
            .start(new TuningConnector());
    return host.publish(TuningConnector.MEASURE, request);
  }

  private Measurement completed(URI url, MeasureRequest request) throws Exception {
    return ((Completed<Measurement>) measure(url, request)).first().orElseThrow();
  }

  private static MeasureRequest request(
      Duration duration, String rate, int concurrency, String... metrics) {
    return new MeasureRequest(
        List.of(metrics),
        new Control(duration, null, null, null, new Load(rate, concurrency), null));
  }

  private static double value(Measurement measurement, String metric) {
    return measurement.readings().stream()
        .filter(reading -> reading.metric().name().equals(metric))
        .findFirst()
        .orElseThrow()
        .value();
  }

  @Test
  void readsEveryMetricWhereNoneIsNamed() throws Exception {
    try (LoopbackServer server = new LoopbackServer(request -> 200)) {
      Measurement found = completed(server.url(), request(Duration.ofSeconds(1), "100/s", 16));

      assertThat(found.readings())
          .extracting(reading -> reading.metric().name() + " " + reading.metric().unit())
          .containsExactly(
              "throughput rpm",
              "error_rate percent",
              "latency_p50 ms",
              "latency_p90 ms",
              "latency_p95 ms",
              "latency_p99 ms",
              "latency_max ms",
              "requests requests");
      assertThat(found.readings()).allMatch(reading -> reading.time().equals(SmallHost.NOW));
      assertThat(value(found, "requests")).isEqualTo(100);
      assertThat(value(found, "throughput")).isBetween(4800.0, 6000.0);
      assertThat(value(found, "error_rate")).isZero();
      assertThat(value(found, "latency_p50")).isBetween(0.001, 500.0);
      assertThat(server.requests).hasValue(100);
      assertThat(found.annotations().counts())
          .isEqualTo(new Measurement.Counts(100, 100, 0, Map.of()));
      assertThat(found.annotations().note()).isNull();
      assertThat(found.summary())
          .matches(
              "[56],\\d{3} rpm  p99 [\\d.]+ ms  0 errors|4,[89]\\d\\d rpm  p99 [\\d.]+ ms  0"
                  + " errors");
    }
  }

  @Test
  void readsOnlyTheMetricsThatAreNamed() throws Exception {
    try (LoopbackServer server = new LoopbackServer(request -> 200)) {
      Measurement found =
          completed(
              server.url(), request(Duration.ofMillis(100), "50/s", 4, "latency_p99", "requests"));

      assertThat(found.readings())
          .extracting(reading -> reading.metric().name())
          .containsExactly("latency_p99", "requests");
    }
  }

  @Test
  void aStallShowsInFullInTheTail() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    // One lane: while the server stalls on one request, those behind it are late, and each is late
    // by its own wait.
    try (LoopbackServer server =
        new LoopbackServer(
            request -> {
              boolean stalls = request == 50;
              return stalls && never.await(1, TimeUnit.SECONDS) ? 500 : 200;
            })) {
      Measurement found = completed(server.url(), request(Duration.ofSeconds(3), "100/s", 1));

      assertThat(value(found, "latency_max")).isGreaterThanOrEqualTo(1000);
      assertThat(value(found, "latency_p99")).isGreaterThan(900);
      assertThat(value(found, "latency_p90")).isGreaterThan(500);
      assertThat(value(found, "requests")).isEqualTo(300);
    }
  }

  @Test
  void errorsAreCountedByCause() throws Exception {
    try (LoopbackServer server =
        new LoopbackServer(request -> request % 4 == 0 ? 503 : request % 4 == 1 ? 404 : 200)) {
      Measurement found = completed(server.url(), request(Duration.ofSeconds(1), "100/s", 8));

      assertThat(value(found, "error_rate")).isEqualTo(50.0);
      assertThat(found.annotations().counts().causes())
          .isEqualTo(Map.of("status_5xx", 25L, "status_4xx", 25L));
      assertThat(found.summary()).endsWith("50 errors");
    }
  }

  @Test
  void aRefusedConnectionIsAnErrorOfEachRequest() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Measurement found =
        completed(
            URI.create("http://127.0.0.1:" + free), request(Duration.ofMillis(500), "100/s", 8));

    assertThat(value(found, "error_rate")).isEqualTo(100.0);
    assertThat(value(found, "throughput")).isZero();
    assertThat(found.annotations().counts().causes()).containsEntry("connect", 50L);
  }

  @Test
  void neverMoreThanConcurrencyAreUnderWayAndTheShortfallIsSaid() throws Exception {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch never = new CountDownLatch(1);
    try (LoopbackServer server =
        new LoopbackServer(
            request -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              never.await(200, TimeUnit.MILLISECONDS);
              underWay.decrementAndGet();
              return 200;
            })) {
      Measurement found = completed(server.url(), request(Duration.ofSeconds(1), "200/s", 2));

      assertThat(most).hasValue(2);
      Measurement.Counts counts = found.annotations().counts();
      assertThat(counts.due()).isEqualTo(200);
      assertThat(counts.sent()).isBetween(10L, 32L);
      assertThat(counts.causes()).containsEntry("unsent", counts.due() - counts.sent());
      assertThat(found.annotations().note()).contains("200 requests due", counts.sent() + " sent");
      assertThat(value(found, "latency_max")).isGreaterThan(2000);
    }
  }

  @Test
  void warmupIsSentButNotRecorded() throws Exception {
    try (LoopbackServer server = new LoopbackServer(request -> request <= 10 ? 500 : 200)) {
      Control control =
          new Control(
              Duration.ofMillis(500),
              Duration.ofMillis(500),
              null,
              null,
              new Load("20/s", 4),
              Map.of("run", 7));
      Measurement found = completed(server.url(), new MeasureRequest(null, control));

      assertThat(server.requests).hasValue(20);
      assertThat(value(found, "requests")).isEqualTo(10);
      assertThat(value(found, "error_rate")).isZero();
      assertThat(found.annotations().userdata()).isEqualTo(Map.of("run", 7));
    }
  }

  @Test
  void delayAndSettlementComeBeforeTheLoad() throws Exception {
    try (LoopbackServer server = new LoopbackServer(request -> 200)) {
      Control control =
          new Control(
              Duration.ofMillis(50),
              null,
              Duration.ofMillis(100),
              Duration.ofMillis(100),
              new Load("20/s", 1),
              null);
      long start = System.nanoTime();
      completed(server.url(), new MeasureRequest(null, control));

      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(250));
      assertThat(host.progress).contains("waiting for 100ms", "settling for 100ms");
    }
  }

  @Test
  void reportsProgress() throws Exception {
    try (LoopbackServer server = new LoopbackServer(request -> 200)) {
      completed(server.url(), request(Duration.ofMillis(1300), "100/s", 4));

      assertThat(host.progress)
          .hasSizeGreaterThanOrEqualTo(2)
          .allMatch(line -> line.matches("\\d\\.\\d of 1\\.3 s, \\d+ requests, 0 errors"));
    }
  }

  @Test
  void anAbortStopsTheLoadAtOnce() throws Exception {
    Semaphore answers = new Semaphore(0);
    try (LoopbackServer server =
        new LoopbackServer(
            request -> {
              answers.acquire();
              return 200;
            })) {
      List<Outcome<Measurement>> outcomes = new java.util.concurrent.CopyOnWriteArrayList<>();
      MeasureRequest request = request(Duration.ofHours(1), "200/s", 5);
      Thread thread =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      outcomes.add(measure(server.url(), request));
                    } catch (Exception unexpected) {
                      throw new IllegalStateException(unexpected);
                    }
                  });
      await().atMost(Duration.ofSeconds(10)).until(() -> server.requests.get() == 5);

      long start = System.nanoTime();
      thread.interrupt();

      assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
      assertThat(outcomes.getFirst())
          .isInstanceOfSatisfying(
              Failed.class,
              failed -> assertThat(failed.errors().toString()).contains("InterruptedException"));
      assertThat(egress.cancelled).hasValue(5);
      assertThat(server.requests).hasValue(5);
      await()
          .untilAsserted(
              () ->
                  assertThat(Thread.getAllStackTraces().keySet())
                      .extracting(Thread::getName)
                      .doesNotContain("tuning-load"));

      // And the next measure is not kept waiting.
      answers.release(1000);
      assertThat(host.publish(TuningConnector.MEASURE, request(Duration.ofMillis(50), "20/s", 1)))
          .isInstanceOf(Completed.class);
    }
  }

  @Test
  void aSecondMeasureIsRefusedWhileOneRuns() throws Exception {
    try (LoopbackServer server = new LoopbackServer(request -> 200)) {
      completed(server.url(), request(Duration.ofMillis(50), "20/s", 1));
      SmallHost running = host;
      Thread first =
          Thread.ofVirtual()
              .start(
                  () ->
                      running.publish(
                          TuningConnector.MEASURE, request(Duration.ofHours(1), "10/s", 1)));
      await().atMost(Duration.ofSeconds(10)).until(() -> server.requests.get() >= 3);

      Outcome<Measurement> second =
          running.publish(TuningConnector.MEASURE, request(Duration.ofMillis(50), "10/s", 1));

      assertThat(second).isInstanceOf(Failed.class).asString().contains("a measure is under way");
      first.interrupt();
      first.join();
    }
  }

  @Test
  void anUnknownMetricIsAnErrorOnItsField() {
    assertThatThrownBy(
            () ->
                measure(
                    URI.create("http://127.0.0.1:1"),
                    request(Duration.ofSeconds(1), "1/s", 1, "requests", "latncy")))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            invalid ->
                assertThat(invalid.violations())
                    .singleElement()
                    .satisfies(
                        violation -> {
                          assertThat(violation.path()).isEqualTo("metrics[1]");
                          assertThat(violation.message()).contains("\"latncy\"", "latency_p99");
                        }));
  }

  @Test
  void withoutAUrlAMeasureSaysWhatIsMissing() throws Exception {
    assertThat(measure(null, new MeasureRequest(null, null)))
        .isInstanceOf(Failed.class)
        .asString()
        .contains("set tuning.measure.url");
  }
}
