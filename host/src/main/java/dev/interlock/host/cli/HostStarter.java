package dev.interlock.host.cli;

import dev.interlock.host.cli.AssemblySource.Options;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Starts a host for `interlock run`, `server` and `worker`.
@FunctionalInterface
public interface HostStarter {

  /// Returns when the port is bound; whether the host is ready by then says `Running`.
  ///
  /// @throws dev.interlock.api.InterlockException where the file is wrong, the port is busy, or
  ///   binding is refused
  Running start(Options options, Duty duty);

  /// A host that runs. `stop` is idempotent.
  interface Running {

    /// Ends when the host takes events; never where it is stopped before.
    CompletableFuture<Void> ready();

    Summary summary();

    /// What it delivers to now, as `CONNECTOR/NAME`.
    List<String> targets();

    /// Whether nothing that it may deliver waits any more.
    boolean isDrained();

    void stop();
  }

  /// What `run` shows when the host is ready.
  ///
  /// @param notes lines that the operator should see: plugins left out, warnings
  record Summary(String file, List<String> plugins, String api, List<String> notes) {}
}
