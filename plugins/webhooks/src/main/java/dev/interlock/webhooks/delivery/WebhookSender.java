package dev.interlock.webhooks.delivery;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.webhooks.authorization.Authorization;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.delivery.SendResult.Failed;
import dev.interlock.webhooks.request.Attempt;
import dev.interlock.webhooks.request.Message;
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
  public record Sent(@Nullable WebhookRequest request, SendResult result) {}

  /// Completes with the result, never exceptionally unless cancelled. Cancelling aborts what is on
  /// the wire.
  public CompletableFuture<Sent> send(Message message, Attempt attempt) {
    Wire wire = new Wire();
    CompletableFuture<@Nullable String> credentials = authorization.value();
    CompletableFuture<Sent> sent =
        credentials.isDone() && !credentials.isCompletedExceptionally()
            ? exchange(new Call(message, attempt, wire), credentials.join(), true)
            : credentials
                .thenCompose(value -> exchange(new Call(message, attempt, wire), value, true))
                .exceptionally(thrown -> new Sent(null, SendResult.of(thrown)));
    CompletableFuture<Sent> _ =
        sent.whenComplete(
            (ended, cancelled) -> {
              if (cancelled != null) {
                wire.abort();
              }
            });
    return sent;
  }

  /// @param wire what is under way for it
  private record Call(Message message, Attempt attempt, Wire wire) {}

  private CompletableFuture<Sent> exchange(
      Call call, @Nullable String credentials, boolean mayRefresh) {
    WebhookRequest request;
    CompletableFuture<EgressReply> exchange;
    try {
      request = composer.compose(call.message, call.attempt, credentials);
      exchange = egress.send(request.http());
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(new Sent(null, unsendable(e)));
    }
    call.wire.carries(exchange);
    CompletableFuture<Sent> sent =
        exchange.handle(
            (reply, thrown) ->
                new Sent(
                    request,
                    reply == null
                        ? SendResult.of(
                            thrown == null ? new IllegalStateException("no reply") : thrown)
                        : SendResult.of(reply, webhook.sending(), call.message.asks())));
    if (credentials == null || !mayRefresh || !authorization.refreshable()) {
      return sent;
    }
    return sent.thenCompose(
        first ->
            isRefused(first) ? again(call, credentials) : CompletableFuture.completedFuture(first));
  }

  private static boolean isRefused(Sent sent) {
    return sent.result() instanceof Failed failed
        && failed.reply() != null
        && failed.reply().status() == UNAUTHORIZED;
  }

  private CompletableFuture<Sent> again(Call call, String stale) {
    authorization.discard(stale);
    return authorization
        .value()
        .thenCompose(value -> exchange(call, value, false))
        .exceptionally(thrown -> new Sent(null, SendResult.of(thrown)));
  }

  private static Failed unsendable(RuntimeException thrown) {
    return new Failed(FailureCause.DEFAULT, "not sent: " + thrown, false, null);
  }
}
