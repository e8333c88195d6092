package dev.interlock.webhooks.authorization;

import dev.interlock.api.egress.Egress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Keeps one OAuth 2 token until shortly before it expires. Whoever asks while a token is being
/// fetched waits for the same one. Thread-safe: state is guarded by this object's monitor.
final class ClientCredentials implements Authorization {

  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final TokenRequest request;
  private final Egress egress;
  private final InstantSource clock;

  private @Nullable CompletableFuture<@Nullable String> current;
  private Instant staleAt = Instant.MAX;
  private long fetches;

  ClientCredentials(TokenRequest request, Egress egress, InstantSource clock) {
    this.request = request;
    this.egress = egress;
    this.clock = clock;
  }

  @Override
  public CompletableFuture<@Nullable String> value() {
    CompletableFuture<@Nullable String> fetching;
    long fetch;
    synchronized (this) {
      CompletableFuture<@Nullable String> known = current;
      if (known != null && !known.isCompletedExceptionally() && clock.instant().isBefore(staleAt)) {
        return known;
      }
      fetching = new CompletableFuture<>();
      current = fetching;
      staleAt = Instant.MAX;
      fetch = ++fetches;
    }
    fetch(fetching, fetch);
    return fetching;
  }

  private void fetch(CompletableFuture<@Nullable String> fetching, long fetch) {
    CompletableFuture<TokenRequest.Token> _ =
        egress
            .send(request.request())
            .thenApply(request::read)
            .whenComplete(
                (token, thrown) -> {
                  if (token == null) {
                    fetching.completeExceptionally(
                        thrown == null ? new IllegalStateException("no token") : thrown);
                    return;
                  }
                  keep(fetch, token);
                  fetching.complete(token.value());
                });
  }

  /// Only the latest fetch says when its token grows stale.
  private synchronized void keep(long fetch, TokenRequest.Token token) {
    if (fetch == fetches) {
      Duration half = token.life().dividedBy(2);
      Duration margin = half.compareTo(MARGIN) < 0 ? half : MARGIN;
      staleAt = clock.instant().plus(token.life()).minus(margin);
    }
  }

  @Override
  public boolean refreshable() {
    return true;
  }

  @Override
  public synchronized void discard(String value) {
    CompletableFuture<@Nullable String> known = current;
    if (known != null
        && known.isDone()
        && !known.isCompletedExceptionally()
        && value.equals(known.join())) {
      current = null;
    }
  }
}
