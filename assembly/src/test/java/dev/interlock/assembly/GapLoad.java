package dev.interlock.assembly;

import dev.interlock.assembly.GapLog.End;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Publishes marks at full speed to one address, whoever listens there, if anybody, and writes down
/// how each ended. Thread-safe; `close` waits for what is under way.
final class GapLoad implements AutoCloseable {

  private static final int PUBLISHERS = 4;
  private static final long PAUSE = Duration.ofMillis(2).toNanos();
  private static final Set<String> REFUSALS = Set.of("starting", "not_ready", "busy", "stopping");

  private final URI target;
  private final GapLog log;
  private final AtomicLong next = new AtomicLong();
  private final AtomicInteger kills = new AtomicInteger();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean stopped;

  GapLoad(URI api, GapLog log) {
    this.target = api.resolve("/v1/events/mark");
    this.log = log;
    for (int i = 0; i < PUBLISHERS; i++) {
      threads.execute(this::publishUntilStopped);
    }
  }

  /// What is under way may break now.
  void killing() {
    kills.incrementAndGet();
  }

  private void publishUntilStopped() {
    while (!stopped) {
      publish(0);
      LockSupport.parkNanos(PAUSE);
    }
  }

  /// One whose handling takes so long.
  void publishHeld(Duration hold) {
    threads.execute(() -> publish(hold.toMillis()));
  }

  private void publish(long hold) {
    long mark = next.incrementAndGet();
    int killsBefore = kills.get();
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .header("interlock-hops", String.valueOf(mark % 2))
            .POST(BodyPublishers.ofString("{\"n\":%d,\"hold\":%d}".formatted(mark, hold)))
            .build();
    End end;
    String detail;
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      detail = answer.statusCode() + " " + answer.body();
      end = end(answer);
    } catch (ConnectException | HttpConnectTimeoutException refused) {
      end = End.REFUSED;
      detail = "no connection";
    } catch (IOException broken) {
      end = End.UNANSWERED;
      detail = broken.toString();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    log.ended(mark, end, detail, System.nanoTime(), kills.get() > killsBefore);
  }

  private static End end(HttpResponse<String> answer) {
    return switch (answer.statusCode()) {
      case 200 -> End.COMPLETED;
      case 409 -> End.CANCELLED;
      case 503 ->
          REFUSALS.contains(Api.parse(answer.body()).path("code").asString(""))
              ? End.REFUSED
              : End.OTHER;
      default -> End.OTHER;
    };
  }

  @Override
  public void close() {
    stopped = true;
    threads.shutdown();
    try {
      if (!threads.awaitTermination(90, TimeUnit.SECONDS)) {
        throw new AssertionError("a publish is not answered after 90 s");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
