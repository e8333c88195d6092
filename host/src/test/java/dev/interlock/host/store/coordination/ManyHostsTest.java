package dev.interlock.host.store.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import dev.interlock.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyHostsTest {

  private static final Instant TICK = Instant.parse("2026-11-23T03:00:00Z");

  @TempDir private Path folder;
  private HostStore one;
  private HostStore two;

  @BeforeEach
  void open() throws Exception {
    String url = PostgresServer.shared().newDatabase();
    one = new HostStore(StoreSettings.of(url, null, null, 4), folder, Map.of());
    two = new HostStore(StoreSettings.of(url, null, null, 4), folder, Map.of());
    one.open();
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
  }

  @Test
  void oneOfManyHostsRunsATick() throws Exception {
    ConcurrentLinkedQueue<String> ran = new ConcurrentLinkedQueue<>();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> hosts =
        IntStream.range(0, 12)
            .mapToObj(
                host ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              HostStore store = host % 2 == 0 ? one : two;
                              try {
                                start.await();
                              } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                              }
                              ScheduleTicks ticks = new ScheduleTicks(store.own(), "host" + host);
                              if (ticks.claim("probe", TICK)) {
                                ran.add("host" + host);
                              }
                            }))
            .toList();
    start.countDown();
    for (Thread host : hosts) {
      host.join();
    }

    assertThat(ran).hasSize(1);
  }

  @Test
  void aTickIsSkippedWhileTheRunOfAnEarlierOneGoesOnElsewhere() {
    ScheduleTicks first = new ScheduleTicks(one.own(), "first");
    ScheduleTicks second = new ScheduleTicks(two.own(), "second");
    assertThat(first.claim("probe", TICK)).isTrue();

    assertThat(second.claim("probe", TICK.plusSeconds(60))).isFalse();
    first.ended("probe", TICK);
    assertThat(second.claim("probe", TICK.plusSeconds(60))).isTrue();
    second.ended("probe", TICK.plusSeconds(60));
    assertThat(first.claim("probe", TICK)).as("an earlier tick").isFalse();
  }

  @Test
  void aDispatchIsAbortedByTheHostThatRunsIt() {
    ConcurrentLinkedQueue<String> aborted = new ConcurrentLinkedQueue<>();
    try (Registration _ =
        new DispatchAborts(two)
            .serve(
                id -> {
                  aborted.add(id);
                  return Optional.of(Json.of("{\"id\":\"" + id + "\",\"status\":\"running\"}"));
                })) {
      DispatchAborts asking = new DispatchAborts(one);
      Awaitility.await().until(() -> asking.request("evt_1").isPresent());

      assertThat(asking.request("evt_2"))
          .map(Json::text)
          .hasValueSatisfying(state -> assertThat(state).contains("evt_2"));
      assertThat(aborted).contains("evt_2");
    }
  }

  @Test
  void aDispatchThatNobodyRunsIsAbortedByNobody() {
    try (Registration _ = new DispatchAborts(two).serve(id -> Optional.empty())) {
      assertThat(new DispatchAborts(one).request("evt_unknown")).isEmpty();
    }
  }
}
