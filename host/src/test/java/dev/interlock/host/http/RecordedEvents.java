package dev.interlock.host.http;

import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.api.Registration;
import dev.interlock.api.UnknownEventException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// Events whose dispatches a test ends by hand, or at once by `answer`.
final class RecordedEvents implements EventApi {

  static final class Running implements DispatchHandle {
    final String id;
    final CompletableFuture<DispatchReply> done = new CompletableFuture<>();
    final List<Consumer<Progress>> listeners = new CopyOnWriteArrayList<>();

    Running(String id) {
      this.id = id;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public CompletableFuture<DispatchReply> done() {
      return done;
    }

    @Override
    public Registration onProgress(Consumer<Progress> listener) {
      listeners.add(listener);
      return () -> listeners.remove(listener);
    }

    @Override
    public void abort() {
      done.complete(
          new DispatchReply.Failed(
              id,
              List.of(),
              List.of(new DispatchReply.ConnectorError("interlock", "aborted")),
              false));
    }

    void progress(double fraction, String message) {
      listeners.forEach(listener -> listener.accept(new Progress(fraction, message)));
    }

    void complete() {
      done.complete(new DispatchReply.Completed(id, List.of()));
    }
  }

  final BlockingQueue<PublishRequest> requests = new LinkedBlockingQueue<>();
  final BlockingQueue<Running> running = new LinkedBlockingQueue<>();
  private final AtomicInteger ids = new AtomicInteger();

  /// Null leaves the dispatch running.
  volatile Function<String, DispatchReply> answer =
      id -> new DispatchReply.Completed(id, List.of());

  volatile RuntimeException refusal;

  @Override
  public List<EventDescription> events() {
    return List.of(
        new EventDescription(
            "measure",
            2,
            "tuning",
            List.of(Preposition.BEFORE, Preposition.ON, Preposition.AFTER),
            "Measures.",
            List.of(new EventDescription.Handler(Preposition.BEFORE, "webhooks/window"))));
  }

  @Override
  public Json schema(String event, Preposition preposition) {
    if (!event.equals("measure")) {
      throw new UnknownEventException("no event " + event + "; did you mean measure?");
    }
    return Json.of("{\"title\":\"" + preposition + ":" + event + "\"}");
  }

  @Override
  public DispatchHandle publish(PublishRequest request) {
    if (refusal != null) {
      throw refusal;
    }
    requests.add(request);
    Running handle = new Running("evt_" + ids.incrementAndGet());
    running.add(handle);
    if (answer != null) {
      handle.done.complete(answer.apply(handle.id));
    }
    return handle;
  }
}
