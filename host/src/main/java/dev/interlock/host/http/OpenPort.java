package dev.interlock.host.http;

import dev.interlock.api.http.RouteStyle;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// One port that listens, with the checks before its routes. `close` is idempotent.
final class OpenPort implements AutoCloseable {

  private final WebServer server;

  private OpenPort(WebServer server) {
    this.server = server;
  }

  /// Who may call what.
  ///
  /// @param style of replies where no route is found
  /// @param phase of the host
  /// @param budget of all its bodies
  record Door(
      RouteTable routes,
      Callers callers,
      RouteStyle style,
      Supplier<Phase> phase,
      BodyBudget budget) {}

  /// @throws dev.interlock.api.InterlockException where the address can't be listened on
  static OpenPort open(Binding binding, Door door, HttpLimits limits, StallGuard stalls) {
    ReplyWriter replies = new ReplyWriter(limits, stalls);
    // Requests may come before the port is known to us: they wait for it.
    CompletableFuture<RequestGate> gate = new CompletableFuture<>();
    WebServer server =
        HttpServer.start(
            binding,
            limits,
            stalls,
            (ServerRequest request, ServerResponse response) ->
                replies.write(request, response, gate.join().answer(request)));
    BodyReader bodies = new BodyReader(binding.maxBody().bytes(), limits, stalls);
    gate.complete(
        new RequestGate(door, new BrowserGuard(binding, server.port()), bodies, door.budget()));
    return new OpenPort(server);
  }

  int port() {
    return server.port();
  }

  @Override
  public synchronized void close() {
    if (server.isRunning()) {
      server.stop();
    }
  }
}
