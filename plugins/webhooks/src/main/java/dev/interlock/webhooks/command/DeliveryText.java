package dev.interlock.webhooks.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Deliveries, for people.
final class DeliveryText {

  private static final List<String> HEAD = List.of("ID", "WEBHOOK", "STATUS", "TRIES", "AGE");
  private static final List<String> ATTEMPTS = List.of("TRY", "AT", "STATUS", "TOOK", "ERROR");
  private static final String HEAD_WAITS = "the oldest head of a blocked key has waited for ";
  private static final int LONGEST = 8 << 10;

  private final HostCalls calls;
  private final KnownWebhooks webhooks;
  private final PrintWriter out;

  DeliveryText(HostCalls calls, KnownWebhooks webhooks, PrintWriter out) {
    this.calls = calls;
    this.webhooks = webhooks;
    this.out = out;
  }

  /// @param page of the API, with `blocked`
  void list(JsonNode page) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    for (JsonNode delivery : page.path("deliveries")) {
      rows.add(
          List.of(
              text(delivery, "id"),
              calls.escape(webhooks.name(delivery.path("webhook_id").asString(""))),
              state(delivery),
              text(delivery, "delivery_attempts"),
              age(delivery)));
    }
    Columns.print(rows, out);
    if (page.has("next_cursor")) {
      out.println("and older ones: --limit shows up to 1000");
    }
    for (JsonNode blocked : page.path("blocked")) {
      double seconds = blocked.path("blocked_for").asDouble(0);
      Duration waited = Duration.ofMillis(Math.round(seconds * 1000));
      out.println(text(blocked, "webhook") + ": " + HEAD_WAITS + Columns.age(waited));
    }
  }

  void show(JsonNode delivery, JsonNode attempts) {
    List<List<String>> facts = new ArrayList<>();
    facts.add(List.of("id", text(delivery, "id")));
    String webhook = delivery.path("webhook_id").asString("");
    facts.add(List.of("webhook", calls.escape(webhooks.name(webhook))));
    facts.add(List.of("status", state(delivery)));
    facts.add(List.of("tries", text(delivery, "delivery_attempts")));
    facts.add(List.of("created", text(delivery, "created_at") + ", " + age(delivery) + " ago"));
    if (delivery.path("status").asString("").equals("pending")) {
      facts.add(List.of("due", text(delivery, "scheduled_at")));
      webhooks
          .blockedFor(webhook)
          .ifPresent(waited -> facts.add(List.of("blocked", HEAD_WAITS + Columns.age(waited))));
    }
    String payload = delivery.path("payload").asString("");
    facts.add(
        List.of(
            "payload",
            calls.escape(
                payload.length() <= LONGEST ? payload : payload.substring(0, LONGEST) + "…")));
    Columns.print(facts, out);
    attempts(attempts);
  }

  private void attempts(JsonNode attempts) {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode attempt : attempts) {
      int status = attempt.path("response_status_code").asInt(0);
      rows.add(
          List.of(
              text(attempt, "attempt"),
              text(attempt, "created_at"),
              status == 0 ? "-" : Integer.toString(status),
              attempt.path("execution_duration").asLong(0) + " ms",
              text(attempt, "error")));
    }
    if (!rows.isEmpty()) {
      out.println();
      List<List<String>> table = new ArrayList<>();
      table.add(ATTEMPTS);
      table.addAll(rows.reversed());
      Columns.print(table, out);
    }
  }

  private String state(JsonNode delivery) {
    String state = delivery.path("state").asString("");
    return state.isEmpty() ? text(delivery, "status") : calls.escape(state);
  }

  private String age(JsonNode delivery) {
    try {
      Instant created = Instant.parse(delivery.path("created_at").asString(""));
      return Columns.age(Duration.between(created, calls.now()));
    } catch (DateTimeParseException _) {
      return "?";
    }
  }

  private String text(JsonNode node, String field) {
    return calls.escape(node.path(field).asString(""));
  }
}
