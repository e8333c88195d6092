package dev.interlock.webhooks.command;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The HTTP side of `listen`. Reports are printed whole, one after another. `close` is idempotent
/// and ends every wait.
final class ArrivalServer implements AutoCloseable {

  private static final int MAX_BODY = 4 << 20;
  private static final int BACKLOG = 256;

  private final ArrivalReport report;
  private final ArrivalAnswer answer;
  private final PrintWriter out;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);

  private ArrivalServer(
      ArrivalReport report, ArrivalAnswer answer, PrintWriter out, HttpServer server) {
    this.report = report;
    this.answer = answer;
    this.out = out;
    this.server = server;
  }

  static ArrivalServer start(
      InetSocketAddress address, ArrivalReport report, ArrivalAnswer answer, PrintWriter out)
      throws IOException {
    ArrivalServer started =
        new ArrivalServer(report, answer, out, HttpServer.create(address, BACKLOG));
    started.server.setExecutor(started.threads);
    started.server.createContext("/", started::take);
    started.server.start();
    return started;
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
      if (body.length > MAX_BODY) {
        print("a body of more than 4 MiB: 413\n");
        exchange.sendResponseHeaders(413, -1);
        return;
      }
      Arrival arrival =
          new Arrival(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              exchange.getRequestHeaders()::getFirst,
              body);
      ArrivalReport.Findings findings = report.on(arrival);
      ArrivalAnswer chosen = findings.genuine() ? answer : ArrivalAnswer.UNAUTHORIZED;
      print(
          findings.text()
              + "  -> "
              + chosen.status()
              + (chosen.body().length > 0 ? " veto" : "")
              + "\n");
      reply(exchange, arrival, chosen);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void print(String text) {
    synchronized (out) {
      out.print(text);
      out.flush();
    }
  }

  private void reply(HttpExchange exchange, Arrival arrival, ArrivalAnswer chosen)
      throws IOException, InterruptedException {
    if (closed.await(chosen.delay().toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    if (!chosen.contentType().isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", chosen.contentType());
    }
    report.verdict(arrival, chosen).forEach(exchange.getResponseHeaders()::set);
    int length = chosen.body().length;
    exchange.sendResponseHeaders(chosen.status(), length == 0 ? -1 : length);
    if (length > 0) {
      exchange.getResponseBody().write(chosen.body());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
