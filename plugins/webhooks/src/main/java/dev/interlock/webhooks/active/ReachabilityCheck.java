package dev.interlock.webhooks.active;

import dev.interlock.api.HostEvents.Checked;
import dev.interlock.api.HostEvents.Finding;
import dev.interlock.api.OnHandler;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.configuration.Webhook;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Says of each webhook whether the guard lets it reach its host, and what to do where it doesn't.
/// Sends nothing.
public final class ReachabilityCheck implements OnHandler<Void, Checked> {

  private static final String ALLOW = "allow_private:";

  private final WebhookRegistry registry;
  private final Egress egress;

  public ReachabilityCheck(WebhookRegistry registry, Egress egress) {
    this.registry = registry;
    this.egress = egress;
  }

  @Override
  public Checked handle(Void nothing) {
    List<CompletableFuture<Finding>> checks = new ArrayList<>();
    for (ActiveWebhook webhook : registry.all()) {
      checks.add(check(webhook.definition()));
    }
    return new Checked(checks.stream().map(CompletableFuture::join).toList());
  }

  private CompletableFuture<Finding> check(Webhook webhook) {
    String subject = "webhooks/" + webhook.name();
    EgressRequest request =
        EgressRequest.to(webhook.target().url())
            .addresses(webhook.target().addresses())
            .tls(webhook.target().tls())
            .build();
    return egress
        .check(request)
        .handle(
            (nothing, thrown) ->
                thrown == null
                    ? new Finding(subject, true, UrlRules.shown(webhook.target().url()), "")
                    : failed(subject, thrown));
  }

  private static Finding failed(String subject, Throwable thrown) {
    Throwable cause = thrown.getCause();
    Throwable found = thrown instanceof CompletionException && cause != null ? cause : thrown;
    String message = String.valueOf(found.getMessage());
    if (!(found instanceof EgressException refused)) {
      return new Finding(subject, false, message, "");
    }
    int allow = message.indexOf(ALLOW);
    if (allow >= 0) {
      return new Finding(
          subject, false, stripped(message.substring(0, allow)), message.substring(allow).strip());
    }
    return new Finding(subject, false, message, remedy(refused));
  }

  /// Without what leads over to the remedy: `ledger.corp is 10.0.3.7, private; to allow it: `.
  private static String stripped(String detail) {
    int end = detail.lastIndexOf(';');
    return (end < 0 ? detail : detail.substring(0, end)).strip();
  }

  private static String remedy(EgressException refused) {
    return switch (refused.reason()) {
      case DNS -> "correct the host in url, or ask who runs its DNS";
      case GUARD -> "use an address that is allowed";
      case CONNECT, TIMEOUT -> "start the responder, or correct host and port in url";
      case TLS -> "correct its certificate, or name its authority: tls: {ca: FILE}";
    };
  }
}
