package dev.interlock.webhooks.delivery;

import dev.interlock.api.EventPayload;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.webhooks.authorization.Authorization;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.AttemptResult.Failed;
import dev.interlock.webhooks.request.Attempt;
import dev.interlock.webhooks.request.RequestComposer;
import dev.interlock.webhooks.request.WebhookRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Makes single attempts for one webhook. Thread-safe, never blocks.
public final class WebhookSender {

  private static final int UNAUTHORIZED = 401;

  private final Webhook webhook;
  private final RequestComposer composer;
  private final Authorization authorization;
  private final Egress egress;

  public WebhookSender(
      Webhook webhook, RequestComposer composer, Authorization authorization, Egress egress) {
    this.webhook = webhook;
    this.composer = composer;
    this.authorization = authorization;
    this.egress = egress;
  }

  /// What was sent, and what came of it.
  ///
  /// @param request null where none could be composed
  public record Sent(@Nullable WebhookRequest request, AttemptResult result) {}

  /// Completes with the result, never exceptionally. Cancelling aborts what is on the wire.
  public CompletableFuture<Sent> send(EventPayload payload, Attempt attempt) {
    CompletableFuture<@Nullable String> credentials = authorization.value();
    if (credentials.isDone() && !credentials.isCompletedExceptionally()) {
      return exchange(payload, attempt, credentials.join(), true);
    }
    return credentials
        .thenCompose(value -> exchange(payload, attempt, value, true))
        .exceptionally(thrown -> new Sent(null, AttemptResult.of(thrown)));
  }

  private CompletableFuture<Sent> exchange(
      EventPayload payload, Attempt attempt, @Nullable String credentials, boolean mayRefresh) {
    WebhookRequest request;
    CompletableFuture<EgressReply> exchange;
    try {
      request = composer.compose(payload, attempt, credentials);
      exchange = egress.send(request.http());
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(new Sent(null, unsendable(e)));
    }
    CompletableFuture<Sent> sent =
        exchange.handle(
            (reply, thrown) ->
                new Sent(
                    request,
                    reply == null
                        ? AttemptResult.of(
                            thrown == null ? new IllegalStateException("no reply") : thrown)
                        : AttemptResult.of(reply, webhook.sending())));
    CompletableFuture<Sent> _ =
        sent.whenComplete(
            (ended, cancelled) -> {
              if (cancelled != null) {
                exchange.cancel(true);
              }
            });
    if (credentials == null || !mayRefresh || !authorization.refreshable()) {
      return sent;
    }
    return sent.thenCompose(
        first ->
            isRefused(first)
                ? again(payload, attempt, credentials)
                : CompletableFuture.completedFuture(first));
  }

  private static boolean isRefused(Sent sent) {
    return sent.result() instanceof Failed failed
        && failed.reply() != null
        && failed.reply().status() == UNAUTHORIZED;
  }

  private CompletableFuture<Sent> again(EventPayload payload, Attempt attempt, String stale) {
    authorization.discard(stale);
    return authorization
        .value()
        .thenCompose(value -> exchange(payload, attempt, value, false))
        .exceptionally(thrown -> new Sent(null, AttemptResult.of(thrown)));
  }

  private static Failed unsendable(RuntimeException thrown) {
    return new Failed(FailureCause.DEFAULT, "not sent: " + thrown.getMessage(), false, null);
  }
}
