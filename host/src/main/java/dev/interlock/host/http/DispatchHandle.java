package dev.interlock.host.http;

import dev.interlock.api.Registration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// A dispatch that runs, or has ended. Thread-safe.
public interface DispatchHandle {

  /// `evt_…`
  String id();

  /// Completes normally, always: a dispatch that breaks ends as `Failed`. Nobody completes or
  /// cancels it from here.
  CompletableFuture<DispatchReply> done();

  /// Tells `listener` of each progress from now on, on the thread that makes it. It must not block.
  Registration onProgress(Consumer<Progress> listener);

  /// Asks the dispatch to end as `Failed(aborted)`. Does not wait; does nothing after the end.
  void abort();

  /// @param fraction 0 to 1
  /// @param message for people, on one line
  record Progress(double fraction, String message) {}
}
