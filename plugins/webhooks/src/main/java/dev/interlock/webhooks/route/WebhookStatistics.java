package dev.interlock.webhooks.route;

import dev.interlock.api.ConnectorContext;
import dev.interlock.api.delivery.AttemptFilter;
import dev.interlock.api.delivery.AttemptView;
import dev.interlock.api.delivery.Page;
import dev.interlock.api.delivery.TargetStatus;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.webhooks.route.WebhookDirectory.Found;
import dev.interlock.webhooks.wire.WireJson;
import dev.interlock.webhooks.wire.WireTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/webhooks/{id}/stats`: how its queue stands, and how the latest attempts went: those of
/// the last 24 hours, the latest 1000 at most.
final class WebhookStatistics {

  private static final Duration WINDOW = Duration.ofHours(24);
  private static final int MOST = 1000;

  private final WebhookDirectory directory;
  private final ConnectorContext context;

  WebhookStatistics(WebhookDirectory directory, ConnectorContext context) {
    this.directory = directory;
    this.context = context;
  }

  RouteReply show(RouteRequest request) {
    Found found = directory.named(request.path("id"));
    TargetStatus status = context.deliveries().status(found.target());
    ObjectNode shown =
        WireJson.object()
            .put("webhook_id", WebhookDirectory.idOf(found.target()))
            .put("waiting", status.waiting())
            .put("in_flight", status.inFlight())
            .put("paused", status.paused())
            .put("breaker_open", status.breakerOpen())
            .put("blocked_for", status.blockedFor().toMillis() / 1000.0);
    TargetStatus.Disabled disabled = status.disabled();
    if (disabled == null) {
      shown.putNull("disabled");
    } else {
      shown
          .putObject("disabled")
          .put("reason", disabled.reason())
          .put("since", WireTime.write(disabled.since()));
    }
    Instant since = context.clock().instant().minus(WINDOW);
    List<AttemptView> attempts =
        context
            .deliveries()
            .attempts(
                new AttemptFilter(found.target(), null, null, since, null),
                new Page(0, 0, MOST, false, false));
    return WireJson.reply(200, counted(shown, attempts, since));
  }

  private static ObjectNode counted(ObjectNode shown, List<AttemptView> attempts, Instant since) {
    long succeeded = attempts.stream().filter(AttemptView::succeeded).count();
    ObjectNode counts =
        shown
            .putObject("attempts")
            .put("since", WireTime.write(since))
            .put("total", attempts.size())
            .put("succeeded", succeeded)
            .put("failed", attempts.size() - succeeded);
    List<Long> durations =
        attempts.stream().map(attempt -> attempt.took().toMillis()).sorted().toList();
    if (!durations.isEmpty()) {
      counts
          .put("p50_ms", durations.get((durations.size() - 1) / 2))
          .put("p99_ms", durations.get((durations.size() - 1) * 99 / 100));
    }
    latest(counts, "last_success_at", attempts, AttemptView::succeeded);
    latest(counts, "last_failure_at", attempts, attempt -> !attempt.succeeded());
    return shown;
  }

  private static void latest(
      ObjectNode counts, String name, List<AttemptView> attempts, Predicate<AttemptView> which) {
    Optional<Instant> at = attempts.stream().filter(which).map(AttemptView::at).findFirst();
    if (at.isPresent()) {
      counts.put(name, WireTime.write(at.get()));
    } else {
      counts.putNull(name);
    }
  }
}
