package dev.interlock.host.delivery;

import dev.interlock.api.delivery.AttemptReport;
import dev.interlock.api.delivery.AttemptResult;
import dev.interlock.api.delivery.DeliveryEnding;
import dev.interlock.api.delivery.OutgoingDelivery;
import dev.interlock.api.delivery.TargetChange;
import dev.interlock.api.delivery.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Answers as told, or when told; remembers everything. Thread-safe.
public final class ScriptedTransport implements Transport {

  private final List<OutgoingDelivery> sent = new ArrayList<>();
  private final List<DeliveryEnding> endings = new ArrayList<>();
  private final List<TargetChange> changes = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private final Map<OutgoingDelivery, CompletableFuture<AttemptResult>> open =
      new LinkedHashMap<>();
  private Function<OutgoingDelivery, CompletableFuture<AttemptResult>> answer;
  private int most;

  private ScriptedTransport(Function<OutgoingDelivery, CompletableFuture<AttemptResult>> answer) {
    this.answer = answer;
  }

  /// Each attempt stays open until the test ends it.
  public static ScriptedTransport holding() {
    return new ScriptedTransport(delivery -> new CompletableFuture<>());
  }

  public static ScriptedTransport answering(Function<OutgoingDelivery, AttemptResult> answer) {
    return new ScriptedTransport(
        delivery -> CompletableFuture.completedFuture(answer.apply(delivery)));
  }

  public static ScriptedTransport delivering() {
    return answering(delivery -> delivered());
  }

  public static ScriptedTransport throwing() {
    return new ScriptedTransport(
        delivery -> {
          throw new IllegalStateException("broken");
        });
  }

  public static AttemptResult delivered() {
    return new AttemptResult.Delivered(new AttemptReport(200, "", "", ""));
  }

  public static AttemptResult refused() {
    return retry(Duration.ZERO, "connect", 0);
  }

  public static AttemptResult retry(Duration after, String cause, int status) {
    return new AttemptResult.Retry(after, cause, new AttemptReport(status, "", "", cause));
  }

  public static AttemptResult gone() {
    return new AttemptResult.Gone(new AttemptReport(410, "", "", "gone"));
  }

  public static AttemptResult gaveUp() {
    return new AttemptResult.GaveUp("status_4xx", new AttemptReport(400, "", "", "400"));
  }

  public synchronized void answer(Function<OutgoingDelivery, AttemptResult> changed) {
    answer = delivery -> CompletableFuture.completedFuture(changed.apply(delivery));
  }

  @Override
  public CompletableFuture<AttemptResult> send(OutgoingDelivery delivery) {
    synchronized (this) {
      sent.add(delivery);
      CompletableFuture<AttemptResult> future = answer.apply(delivery);
      if (!future.isDone()) {
        open.put(delivery, future);
        most = Math.max(most, open.size());
      }
      return future;
    }
  }

  /// Ends the attempt that has been open for longest.
  public void end(AttemptResult result) {
    CompletableFuture<AttemptResult> first;
    synchronized (this) {
      OutgoingDelivery key = open.keySet().iterator().next();
      first = open.remove(key);
    }
    first.complete(result);
  }

  public synchronized List<CompletableFuture<AttemptResult>> open() {
    return List.copyOf(open.values());
  }

  /// The most attempts that were open at once.
  public synchronized int most() {
    return most;
  }

  @Override
  public synchronized void ended(DeliveryEnding ending) {
    endings.add(ending);
  }

  @Override
  public synchronized void changed(TargetChange change) {
    changes.add(change);
  }

  @Override
  public synchronized void retrying(OutgoingDelivery delivery, Duration delay) {
    delays.add(delay);
  }

  public synchronized List<OutgoingDelivery> sent() {
    return List.copyOf(sent);
  }

  public synchronized List<DeliveryEnding> endings() {
    return List.copyOf(endings);
  }

  public synchronized List<TargetChange> changes() {
    return List.copyOf(changes);
  }

  public synchronized List<Duration> delays() {
    return List.copyOf(delays);
  }
}
