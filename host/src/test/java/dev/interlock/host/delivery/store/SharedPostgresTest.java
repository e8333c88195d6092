package dev.interlock.host.delivery.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.DeliveryFilter;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.NewDelivery;
import dev.interlock.api.delivery.NotStoredException;
import dev.interlock.api.delivery.Page;
import dev.interlock.api.settings.Rate;
import dev.interlock.host.delivery.DeliveryStore.Acceptance;
import dev.interlock.host.delivery.DeliveryStore.Demand;
import dev.interlock.host.delivery.DeliveryStore.Leased;
import dev.interlock.host.delivery.DeliveryStore.Made;
import dev.interlock.host.delivery.DeliveryStore.Next;
import dev.interlock.host.delivery.DeliveryStore.Settlement;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import dev.interlock.testkit.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two hosts, and many threads of each, on one database.
class SharedPostgresTest {

  private static final String TARGET = "webhooks/orders";
  private static final Duration LEASE = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private final List<HostStore> hosts = new ArrayList<>();
  private final List<SqlDeliveryStore> stores = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @BeforeEach
  void open() {
    String url = PostgresServer.shared().newDatabase();
    for (int i = 0; i < 2; i++) {
      HostStore host = new HostStore(StoreSettings.of(url, null, null, 6), folder, Map.of());
      hosts.add(host);
      stores.add(SqlDeliveryStore.over(host, InstantSource.system()));
    }
  }

  @AfterEach
  void close() {
    threads.close();
    stores.forEach(SqlDeliveryStore::close);
    hosts.forEach(HostStore::close);
  }

  private static Acceptance acceptance(UUID id, @Nullable String key, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Acceptance(
        TARGET,
        new NewDelivery(id, key, bytes, null, null, Duration.ZERO),
        Duration.ofDays(1),
        1_000_000);
  }

  private static Made made() {
    return new Made(new AttemptReport(200, "", "", ""), true, Duration.ZERO);
  }

  private void together(List<Callable<Object>> work) throws Exception {
    List<Future<Object>> running = work.stream().map(threads::submit).toList();
    for (Future<Object> each : running) {
      each.get();
    }
  }

  private long waiting() {
    return stores.getFirst().backlogs(List.of(TARGET)).get(TARGET).waiting();
  }

  @Test
  void noKeyIsStrandedAndNoneGoesOutOfOrder() throws Exception {
    int keys = 12;
    int each = 60;
    AtomicInteger left = new AtomicInteger(keys * each);
    Map<String, Integer> done = new ConcurrentHashMap<>();
    Set<String> onTheirWay = ConcurrentHashMap.newKeySet();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Callable<Object>> work = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      String name = "k" + key;
      SqlDeliveryStore store = stores.get(key % 2);
      work.add(
          () -> {
            for (int i = 0; i < each; i++) {
              store.accept(List.of(acceptance(UUID.randomUUID(), name, name + ":" + i)));
            }
            return name;
          });
    }
    for (int worker = 0; worker < 6; worker++) {
      SqlDeliveryStore store = stores.get(worker % 2);
      Random random = new Random(worker);
      String host = "host-" + worker;
      work.add(
          () -> {
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (left.get() > 0 && System.nanoTime() < end) {
              List<Leased> batch =
                  store.lease(host, List.of(new Demand(TARGET, 1 + random.nextInt(5), LEASE)));
              List<Settlement> settlements = new ArrayList<>();
              for (Leased leased : batch) {
                if (!onTheirWay.add(String.valueOf(leased.delivery().orderKey()))) {
                  wrong.add(leased.delivery().orderKey() + " is twice on its way");
                }
                settlements.add(answer(leased, random, done, wrong, left));
              }
              // Only when a result is written may the next one go.
              batch.forEach(leased -> onTheirWay.remove(leased.delivery().orderKey()));
              store.settle(settlements);
            }
            return host;
          });
    }
    together(work);
    assertThat(wrong).isEmpty();
    assertThat(left).hasValue(0);
    assertThat(waiting()).isZero();
    assertThat(done.values()).containsOnly(each).hasSize(keys);
  }

  private static Settlement answer(
      Leased leased,
      Random random,
      Map<String, Integer> done,
      ConcurrentLinkedQueue<String> wrong,
      AtomicInteger left) {
    String body = new String(leased.delivery().body(), StandardCharsets.UTF_8);
    String key = body.substring(0, body.indexOf(':'));
    int number = Integer.parseInt(body.substring(body.indexOf(':') + 1));
    if (done.getOrDefault(key, 0) != number) {
      wrong.add(body + " after " + done.getOrDefault(key, 0));
    }
    if (random.nextInt(4) == 0) {
      return new Settlement(leased, made(), new Next.Again(Duration.ZERO));
    }
    done.merge(key, 1, Integer::sum);
    left.decrementAndGet();
    DeliveryState state = random.nextInt(3) == 0 ? DeliveryState.PARKED : DeliveryState.DELIVERED;
    return new Settlement(leased, made(), new Next.Finish(state));
  }

  @Test
  void noKeyIsStrandedByOperators() throws Exception {
    int keys = 4;
    int each = 50;
    List<UUID> ids = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger accepting = new AtomicInteger(keys);
    List<Callable<Object>> work = new ArrayList<>();
    for (int key = 0; key < keys; key++) {
      String name = "k" + key;
      SqlDeliveryStore store = stores.get(key % 2);
      work.add(
          () -> {
            for (int i = 0; i < each; i++) {
              UUID id = UUID.randomUUID();
              store.accept(List.of(acceptance(id, name, name + ":" + i)));
              ids.add(id);
            }
            return accepting.decrementAndGet();
          });
    }
    for (int operator = 0; operator < 4; operator++) {
      SqlDeliveryArchive archive = stores.get(operator % 2).archive();
      Random random = new Random(operator);
      work.add(
          () -> {
            while (accepting.get() > 0) {
              if (!ids.isEmpty()) {
                UUID id = ids.get(random.nextInt(ids.size()));
                switch (random.nextInt(4)) {
                  case 0 -> archive.cancel("", id);
                  case 1 -> archive.delete("", id);
                  default -> archive.retry("", id);
                }
              }
            }
            return archive;
          });
    }
    work.add(
        () -> {
          while (accepting.get() > 0) {
            drain(20);
          }
          return accepting;
        });
    together(work);
    for (int rounds = 0; rounds < 1000 && drain(100) > 0; rounds++) {
      assertThat(waiting()).isNotNegative();
    }
    assertThat(waiting()).isZero();
    assertThat(
            stores
                .getFirst()
                .archive()
                .list(
                    "",
                    new DeliveryFilter(
                        TARGET, Set.of(DeliveryState.BLOCKED, DeliveryState.PENDING), null, null),
                    new Page(0, 0, 10, false, false)))
        .isEmpty();
  }

  private int drain(int most) {
    List<Settlement> settlements = new ArrayList<>();
    for (Leased leased : stores.get(0).lease("h", List.of(new Demand(TARGET, most, LEASE)))) {
      settlements.add(new Settlement(leased, made(), new Next.Finish(DeliveryState.DELIVERED)));
    }
    stores.get(1).settle(settlements);
    return settlements.size();
  }

  @Test
  void nothingIsLeasedTwiceAndAllThatIsAcceptedIsLeased() throws Exception {
    int each = 300;
    Map<Long, Integer> leases = new ConcurrentHashMap<>();
    AtomicInteger accepting = new AtomicInteger(8);
    List<Callable<Object>> work = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      SqlDeliveryStore store = stores.get(thread % 2);
      work.add(
          () -> {
            for (int i = 0; i < each; i++) {
              store.accept(List.of(acceptance(UUID.randomUUID(), null, "b")));
            }
            return accepting.decrementAndGet();
          });
      work.add(
          () -> {
            boolean last;
            int found;
            do {
              last = accepting.get() == 0;
              List<Leased> leased = store.lease("h", List.of(new Demand(TARGET, 50, LEASE)));
              leased.forEach(lease -> leases.merge(lease.number(), 1, Integer::sum));
              found = leased.size();
            } while (!last || found > 0);
            return accepting;
          });
    }
    together(work);
    assertThat(leases).hasSize(8 * each);
    assertThat(leases.values()).containsOnly(1);
  }

  @Test
  void aRepeatedIdIsStoredOnceWhoeverIsFirst() throws Exception {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ids.add(UUID.randomUUID());
    }
    List<Callable<Object>> work = new ArrayList<>();
    for (int thread = 0; thread < 6; thread++) {
      SqlDeliveryStore store = stores.get(thread % 2);
      work.add(
          () -> {
            for (UUID id : ids) {
              store.accept(List.of(acceptance(id, "k" + Math.floorMod(id.hashCode(), 7), "b")));
            }
            return store;
          });
    }
    together(work);
    assertThat(waiting()).isEqualTo(100);
    Set<UUID> leased = ConcurrentHashMap.newKeySet();
    List<Leased> heads = stores.get(0).lease("h", List.of(new Demand(TARGET, 500, LEASE)));
    while (!heads.isEmpty()) {
      heads.forEach(head -> assertThat(leased.add(head.delivery().id())).isTrue());
      stores
          .get(1)
          .settle(
              heads.stream()
                  .map(
                      head ->
                          new Settlement(head, made(), new Next.Finish(DeliveryState.DELIVERED)))
                  .toList());
      heads = stores.get(0).lease("h", List.of(new Demand(TARGET, 500, LEASE)));
    }
    assertThat(leased).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(waiting()).isZero();
  }

  @Test
  void aRateIsSharedByAllHosts() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    List<Callable<Object>> work = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      SqlDeliveryStore store = stores.get(thread % 2);
      work.add(() -> taken.addAndGet(store.takeRate(TARGET, new Rate(1), 3)));
    }
    together(work);
    assertThat(taken.get()).isBetween(1, 31);
  }

  @Test
  void anotherHostIsToldOfNewWorkAndOfChanges() {
    ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> own = new ConcurrentLinkedQueue<>();
    stores.get(1).onWake(heard::addAll);
    stores.get(0).onWake(own::addAll);
    await()
        .untilAsserted(
            () -> {
              String name = "webhooks/" + UUID.randomUUID();
              NewDelivery delivery =
                  new NewDelivery(UUID.randomUUID(), null, new byte[0], null, null, Duration.ZERO);
              stores.get(0).accept(List.of(new Acceptance(name, delivery, Duration.ofDays(1), 10)));
              await().atMost(Duration.ofSeconds(1)).until(() -> heard.contains(name));
              assertThat(own).doesNotContain(name);
            });
  }

  @Test
  void oneCallersDataDoesNotFailTheOthers() throws Exception {
    Map<Integer, String> outcomes = new HashMap<>();
    // A key longer than an index takes.
    StringBuilder long1 = new StringBuilder();
    new Random(1).ints(9000, 'a', 'z').forEach(letter -> long1.append((char) letter));
    List<Future<String>> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String key = i % 10 == 0 ? long1.toString() : "k" + i;
      calls.add(
          threads.submit(
              () -> {
                try {
                  stores.get(0).accept(List.of(acceptance(UUID.randomUUID(), key, "b")));
                  return "stored";
                } catch (NotStoredException _) {
                  return "not stored";
                }
              }));
    }
    for (int i = 0; i < 40; i++) {
      outcomes.put(i, calls.get(i).get());
    }
    outcomes.forEach(
        (i, outcome) -> assertThat(outcome).isEqualTo(i % 10 == 0 ? "not stored" : "stored"));
    assertThat(waiting()).isEqualTo(36);
  }

  @Test
  void whatExpiresEndsOnceWhoeverLooks() throws Exception {
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      UUID id = UUID.randomUUID();
      ids.add(id);
      stores.get(0).accept(List.of(acceptance(id, i % 2 == 0 ? null : "k" + i % 5, "b")));
    }
    PastTimes.shift(hosts.getFirst().own(), Duration.ofDays(1));
    ConcurrentLinkedQueue<UUID> ended = new ConcurrentLinkedQueue<>();
    List<Callable<Object>> work = new ArrayList<>();
    for (int thread = 0; thread < 6; thread++) {
      SqlDeliveryStore store = stores.get(thread % 2);
      work.add(
          () -> {
            for (int i = 0; i < 60; i++) {
              store.expire(TARGET, 30).ended().forEach(each -> ended.add(each.id()));
            }
            return store;
          });
    }
    together(work);
    assertThat(ended).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(waiting()).isZero();
  }
}
