package dev.interlock.api.egress;

import java.util.concurrent.CompletableFuture;

/// Sends HTTP requests through the guard: every address of the name is checked, and only a checked
/// one is connected to. Redirects are not followed, environment proxies are ignored. Thread-safe,
/// never blocks.
public interface Egress {

  /// Completes with the reply, whatever its status, or exceptionally with an `EgressException`, at
  /// the latest when the request's deadline has passed. Cancelling the future aborts the exchange
  /// and closes its connection.
  CompletableFuture<EgressReply> send(EgressRequest request);

  /// Resolves and checks the host of `request` without sending anything; completes as `send` would
  /// fail, or with null.
  CompletableFuture<Void> check(EgressRequest request);
}
