package dev.interlock.host.http;

import dev.interlock.api.Registration;
import dev.interlock.host.http.DispatchHandle.Progress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A dispatch that HTTP started, with its latest progress. Thread-safe.
final class TrackedDispatch {

  private final String event;
  private final DispatchHandle handle;
  private final Registration listening;
  private final AtomicReference<@Nullable Progress> latest = new AtomicReference<>();

  TrackedDispatch(String event, DispatchHandle handle) {
    this.event = event;
    this.handle = handle;
    this.listening = handle.onProgress(latest::set);
    var _ = handle.done().whenComplete((reply, thrown) -> listening.close());
  }

  /// One that has ended, of which only the reply is left.
  static TrackedDispatch ended(String event, DispatchReply reply) {
    return new TrackedDispatch(event, new Over(reply));
  }

  private record Over(DispatchReply reply) implements DispatchHandle {
    @Override
    public String id() {
      return reply.id();
    }

    @Override
    public CompletableFuture<DispatchReply> done() {
      return CompletableFuture.completedFuture(reply);
    }

    @Override
    public Registration onProgress(Consumer<Progress> listener) {
      return () -> {};
    }

    @Override
    public void abort() {}
  }

  String id() {
    return handle.id();
  }

  String event() {
    return event;
  }

  DispatchHandle handle() {
    return handle;
  }

  /// How it ended; empty while it runs.
  Optional<DispatchReply> reply() {
    return handle.done().isDone() ? Optional.of(handle.done().join()) : Optional.empty();
  }

  /// The state as it is now: the reply's body where there is one.
  Object tree() {
    return reply().map(DispatchReply::tree).orElseGet(this::runningTree);
  }

  private Object runningTree() {
    Progress progress = latest.get();
    return progress == null
        ? JsonText.object("id", id(), "status", "running")
        : runningTree(progress);
  }

  Object runningTree(Progress progress) {
    return JsonText.object(
        "id", id(),
        "status", "running",
        "progress",
            JsonText.object("fraction", progress.fraction(), "message", progress.message()));
  }
}
