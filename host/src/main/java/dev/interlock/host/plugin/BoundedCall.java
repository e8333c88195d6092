package dev.interlock.host.plugin;

import dev.interlock.api.InterlockException;
import dev.interlock.api.settings.Durations;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Calls a plugin's code within a limit: on a platform thread of its own, since a plugin that spins
/// would take a carrier of the virtual threads from everybody. What doesn't return in time is
/// interrupted and left behind.
record BoundedCall(String what, ClassLoader loader, Duration limit) {

  static final Duration LIMIT = Duration.ofSeconds(10);

  /// @throws PluginFailureException where the call throws, or takes too long
  <T> T call(Callable<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .name(what)
            .unstarted(
                () -> {
                  try {
                    done.complete(work.call());
                  } catch (Throwable thrown) {
                    done.completeExceptionally(thrown);
                  }
                });
    thread.setContextClassLoader(loader);
    thread.start();
    try {
      return done.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException timeout) {
      thread.interrupt();
      throw new PluginFailureException(
          what + " took more than " + Durations.format(limit), timeout);
    } catch (InterruptedException interrupted) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new PluginFailureException(what + " was interrupted", interrupted);
    } catch (ExecutionException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      if (cause instanceof PluginFailureException known) {
        throw known;
      }
      String said =
          cause instanceof InterlockException ? ": " + cause.getMessage() : " threw " + cause;
      throw new PluginFailureException(what + said, cause);
    }
  }

  /// @throws PluginFailureException where the call throws, or takes too long
  void run(Work work) {
    call(
        () -> {
          work.run();
          return Boolean.TRUE;
        });
  }

  /// Work without a result.
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }
}
