package dev.interlock.assembly;

import dev.interlock.testkit.Position;
import dev.interlock.testkit.Publication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Publishes `note`s of many keys, those of one key one after another, and keeps which of them the
/// host said it has. It goes on with a key's numbers when it is started again. A key whose last
/// note may still be on its way to being stored, nobody knows, is left for a new one: else its next
/// note could overtake. Thread-safe.
final class NoteLoad {

  /// How often it publishes.
  ///
  /// @param keys that many
  /// @param pause between an answer and the next of its key
  record Pace(int keys, Duration pause) {}

  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final Pace pace;
  private final List<Lane> lanes = new ArrayList<>();
  private final ConcurrentLinkedQueue<Publication> published = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Long> statuses = new ConcurrentHashMap<>();
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();

  NoteLoad(Pace pace) {
    this.pace = pace;
    for (int i = 0; i < pace.keys(); i++) {
      lanes.add(new Lane(i));
    }
  }

  /// A run of it. `close` waits for the answers that are under way.
  interface Running extends AutoCloseable {
    @Override
    void close();
  }

  /// Publishes until closed, to one host after the other; to those that can't be reached as well.
  Running to(URI... apis) {
    List<Api> hosts = Arrays.stream(apis).map(Api::new).toList();
    ScheduledExecutorService timer =
        Executors.newScheduledThreadPool(pace.keys(), Thread.ofVirtual().factory());
    for (Lane lane : lanes) {
      timer.scheduleWithFixedDelay(
          () -> publish(hosts, lane), 0, pace.pause().toNanos(), TimeUnit.NANOSECONDS);
    }
    return () -> {
      timer.shutdown();
      try {
        if (!timer.awaitTermination(60, TimeUnit.SECONDS)) {
          throw new AssertionError("a publish is not answered after a minute");
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private void publish(List<Api> hosts, Lane lane) {
    Position position = lane.next();
    Api host = hosts.get((int) (position.sequence() % hosts.size()));
    String note =
        "{\"key\":\"%s\",\"sequence\":%d,\"text\":\"%s\"}"
            .formatted(position.key(), position.sequence(), "note-" + position + "-end");
    long start = System.nanoTime();
    int status = 0;
    try {
      status = host.publish("note", note, LONGEST).status();
    } catch (HttpTimeoutException _) {
      lane.leave();
    } catch (IOException _) {
      // The host is gone, before or after it has stored this one.
      if (hosts.size() > 1) {
        lane.leave();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    longest.accumulateAndGet(System.nanoTime() - start, Math::max);
    statuses.merge(status, 1L, Long::sum);
    published.add(new Publication(position, status == 200));
    if (status == 200) {
      accepted.incrementAndGet();
    }
  }

  /// Everything so far, whatever was answered.
  List<Publication> published() {
    return List.copyOf(published);
  }

  /// How many were answered with 200 so far.
  long accepted() {
    return accepted.get();
  }

  /// How often each status was answered; 0: none came.
  Map<Integer, Long> statuses() {
    return Map.copyOf(statuses);
  }

  /// How long an answer took at most.
  Duration longest() {
    return Duration.ofNanos(longest.get());
  }

  /// The keys that are published in turn by one caller. For one thread at a time.
  private static final class Lane {
    private final int number;
    private int generation;
    private long sequence;

    Lane(int number) {
      this.number = number;
    }

    synchronized Position next() {
      sequence++;
      return new Position("k" + number + "." + generation, sequence);
    }

    synchronized void leave() {
      generation++;
    }
  }
}
