package dev.interlock.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.client.SignatureScheme;
import dev.interlock.client.Verification;
import dev.interlock.client.Verification.Rejected;
import dev.interlock.client.Verification.Verified;
import dev.interlock.client.Veto;
import dev.interlock.client.WebhookVerifier;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/// A responder as anybody could write one with the client: `/record` verifies and thanks, `/window`
/// vetoes adjustments outside the permitted hours, `/healthz` is there to be measured. Thread-safe;
/// `close` is idempotent.
final class DemoResponder implements AutoCloseable {

  private static final int MAX_BODY = 1 << 20;
  private static final int BACKLOG = 256;

  private final WebhookVerifier verifier;
  private final AdjustmentWindow window;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private DemoResponder(WebhookVerifier verifier, AdjustmentWindow window, HttpServer server) {
    this.verifier = verifier;
    this.window = window;
    this.server = server;
  }

  /// @throws InterlockException where the port is taken, saying which setting gives another
  static DemoResponder start(DemoSettings settings, AdjustmentWindow window, InstantSource clock) {
    WebhookVerifier verifier =
        WebhookVerifier.builder()
            .secret(settings.secret().reveal())
            .scheme(SignatureScheme.SERVO)
            .scheme(SignatureScheme.STANDARD)
            .clock(clock)
            .build();
    DemoResponder responder = new DemoResponder(verifier, window, bind(settings.responder()));
    responder.serve();
    return responder;
  }

  private static HttpServer bind(DemoSettings.Address address) {
    try {
      return HttpServer.create(new InetSocketAddress(address.host(), address.port()), BACKLOG);
    } catch (BindException e) {
      throw new InterlockException(
          ErrorCategory.USER,
          "demo: "
              + address.host()
              + ":"
              + address.port()
              + " is in use; set demo.responder.port to another",
          e);
    } catch (IOException e) {
      throw new InterlockException(
          ErrorCategory.USER, "demo: can't listen on " + address.host() + ":" + address.port(), e);
    }
  }

  private void serve() {
    server.setExecutor(threads);
    server.createContext(
        "/healthz", exchange -> answer(exchange, 200, "text/plain", "ok\n".getBytes(UTF_8)));
    server.createContext("/record", exchange -> verified(exchange, DemoResponder::thank));
    server.createContext("/window", exchange -> verified(exchange, this::decide));
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  /// Answers a request that is genuine.
  @FunctionalInterface
  private interface Answer {
    void to(HttpExchange exchange, Verified request) throws IOException;
  }

  private void verified(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      answer(exchange, 413, "text/plain", "at most 1 MiB\n".getBytes(UTF_8));
      return;
    }
    Verification verification = verifier.verify(exchange.getRequestHeaders()::getFirst, body);
    switch (verification) {
      case Verified request -> answer.to(exchange, request);
      case Rejected(var _, String message) ->
          answer(exchange, 401, "text/plain", (message + "\n").getBytes(UTF_8));
    }
  }

  private static void thank(HttpExchange exchange, Verified request) throws IOException {
    String schemes =
        request.schemes().stream().map(SignatureScheme::toString).collect(Collectors.joining(", "));
    answer(
        exchange, 200, "text/plain", ("the demo's responder verified " + schemes).getBytes(UTF_8));
  }

  private void decide(HttpExchange exchange, Verified request) throws IOException {
    if (window.isOpen()) {
      answer(exchange, 204, "", new byte[0]);
    } else {
      answer(
          exchange,
          200,
          Veto.CONTENT_TYPE,
          Veto.body("Adjustments are only permitted between midnight and 3am."));
    }
  }

  private static void answer(HttpExchange exchange, int status, String contentType, byte[] body)
      throws IOException {
    try (exchange) {
      if (!contentType.isEmpty()) {
        exchange.getResponseHeaders().set("Content-Type", contentType);
      }
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
