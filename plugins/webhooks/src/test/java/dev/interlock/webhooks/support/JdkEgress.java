package dev.interlock.webhooks.support;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.egress.EgressRequest.Header;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/// Real sockets without a guard: what connector code needs of an egress, by the JDK's client.
public final class JdkEgress implements Egress, AutoCloseable {

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final AtomicInteger underWay = new AtomicInteger();

  /// Requests that have not ended.
  public int underWay() {
    return underWay.get();
  }

  @Override
  public CompletableFuture<EgressReply> send(EgressRequest request) {
    HttpRequest.Builder http =
        HttpRequest.newBuilder(request.url()).timeout(request.limits().request());
    request.headers().forEach(header -> http.header(header.name(), header.value()));
    byte[] body = request.body();
    http.method(
        request.method(),
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body));
    long startedAt = System.nanoTime();
    CompletableFuture<HttpResponse<byte[]>> sending =
        client.sendAsync(http.build(), HttpResponse.BodyHandlers.ofByteArray());
    CompletableFuture<EgressReply> reply =
        sending.handle(
            (response, thrown) -> {
              if (thrown != null) {
                throw new CompletionException(translate(thrown));
              }
              return reply(response, request, startedAt);
            });
    underWay.incrementAndGet();
    sending.whenComplete((ended, thrown) -> underWay.decrementAndGet());
    reply.whenComplete((ended, thrown) -> sending.cancel(true));
    return reply;
  }

  private static EgressReply reply(
      HttpResponse<byte[]> response, EgressRequest request, long startedAt) {
    List<Header> headers = new ArrayList<>();
    response
        .headers()
        .map()
        .forEach((name, values) -> values.forEach(value -> headers.add(new Header(name, value))));
    int most = (int) request.limits().maxReply().bytes();
    byte[] body = response.body();
    boolean truncated = body.length > most;
    return new EgressReply(
        response.statusCode(),
        headers,
        truncated ? Arrays.copyOf(body, most) : body,
        truncated,
        "",
        false,
        Duration.ofNanos(System.nanoTime() - startedAt));
  }

  private static EgressException translate(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    EgressException.Cause reason =
        switch (cause) {
          case HttpTimeoutException timeout -> EgressException.Cause.TIMEOUT;
          case ConnectException refused -> EgressException.Cause.CONNECT;
          case IOException other -> EgressException.Cause.CONNECT;
          default -> EgressException.Cause.CONNECT;
        };
    return new EgressException(reason, cause.getClass().getSimpleName(), cause);
  }

  @Override
  public CompletableFuture<Void> check(EgressRequest request) {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    client.close();
  }
}
