package dev.interlock.host.bus;

import dev.interlock.api.Json;
import dev.interlock.api.Outcome;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.Registration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/// An event published with JSON on a thread of its own, so that it can be watched and aborted.
/// Thread-safe.
public final class Publication {

  private final Dispatch dispatch;
  private final CompletableFuture<Outcome<Json>> done = new CompletableFuture<>();

  private Publication(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  /// @throws dev.interlock.api.InterlockException where it is refused before anything ran
  public static Publication start(
      EventBus bus, String event, Json input, PublishOptions options, Origin origin) {
    Publication publication = new Publication(bus.prepare(event, input, options, origin));
    Thread thread = Thread.ofVirtual().name("publish " + event).unstarted(publication::run);
    publication.dispatch.runsOn(thread);
    thread.start();
    return publication;
  }

  private void run() {
    try {
      done.complete(JsonOutcome.of(dispatch.channel(), dispatch.bus().run(dispatch)));
    } catch (Throwable thrown) {
      done.completeExceptionally(thrown);
    }
  }

  public String id() {
    return dispatch.id();
  }

  /// Ends with the outcome, or with `InvalidInputException` where a before handler found the input
  /// invalid.
  public CompletableFuture<Outcome<Json>> done() {
    return done;
  }

  /// Tells `watcher` of each progress from now on.
  public Registration watch(BiConsumer<Double, String> watcher) {
    return dispatch.watch(watcher);
  }

  public void abort() {
    dispatch.abort();
  }
}
