package dev.interlock.tuning;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/// An egress without a guard, by the JDK's client.
public final class JdkEgress implements Egress {

  /// Exchanges that were cancelled.
  public final AtomicInteger cancelled = new AtomicInteger();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Override
  public CompletableFuture<EgressReply> send(EgressRequest request) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.url())
            .method(request.method(), HttpRequest.BodyPublishers.noBody())
            .timeout(request.limits().request());
    request.headers().forEach(header -> builder.header(header.name(), header.value()));
    var exchange = client.sendAsync(builder.build(), BodyHandlers.ofByteArray());
    CompletableFuture<EgressReply> reply = new CompletableFuture<>();
    exchange.whenComplete(
        (answer, failure) -> {
          if (failure == null) {
            reply.complete(
                new EgressReply(
                    answer.statusCode(), List.of(), answer.body(), false, "", true, Duration.ZERO));
          } else {
            reply.completeExceptionally(translate(failure));
          }
        });
    reply.whenComplete(
        (answer, failure) -> {
          if (reply.isCancelled()) {
            cancelled.incrementAndGet();
            exchange.cancel(true);
          }
        });
    return reply;
  }

  private static EgressException translate(Throwable failure) {
    Throwable root =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    boolean late = root instanceof HttpTimeoutException;
    return new EgressException(
        late ? EgressException.Cause.TIMEOUT : EgressException.Cause.CONNECT,
        String.valueOf(root.getMessage()),
        root);
  }

  @Override
  public CompletableFuture<Void> check(EgressRequest request) {
    return CompletableFuture.completedFuture(null);
  }
}
