package dev.interlock.webhooks.command;

import dev.interlock.api.command.CommandContext;
import dev.interlock.api.command.ExitCode;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.settings.Durations;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `interlock deliveries …`: what the running host sent durably, and what waits there.
@Command(
    name = "deliveries",
    description = "The running host's durable deliveries.",
    mixinStandardHelpOptions = true)
public final class DeliveriesCommand implements Runnable {

  private static final int MOST = 1000;

  /// Of one list: each is a call.
  private static final int MOST_STANDINGS = 50;

  private static final List<String> STATES =
      Arrays.stream(DeliveryState.values())
          .map(state -> state.name().toLowerCase(Locale.ROOT))
          .toList();
  private static final List<String> GIVEN_UP = List.of("failed", "parked", "held", "expired");

  @Spec private CommandSpec spec = CommandSpec.create();

  private final HostCalls calls;

  public DeliveriesCommand(CommandContext context) {
    this.calls = new HostCalls(context);
  }

  @Override
  public void run() {
    throw usage("which one: list, show, retry or cancel?");
  }

  @Command(
      description = "What was sent and what waits, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--webhook", paramLabel = "NAME|ID", description = "only of this webhook")
          @Nullable String webhook,
      @Option(names = "--status", paramLabel = "STATUS", description = "as pending or parked")
          @Nullable String status,
      @Option(names = "--limit", defaultValue = "50", description = "at most so many, to 1000")
          int limit,
      @Option(names = "--output", description = "json: as the API gives it.")
          @Nullable String output) {
    boolean json = json(output);
    if (limit < 1 || limit > MOST) {
      throw usage("--limit: found " + limit + ", expected 1 to " + MOST);
    }
    StringBuilder path = new StringBuilder("/v1/deliveries?limit=").append(limit);
    if (status != null) {
      path.append("&state=").append(word(status, STATES));
    }
    if (webhook != null) {
      path.append("&webhook=").append(HostCalls.segment(webhook));
    }
    ObjectNode page = (ObjectNode) calls.fetch("GET", path.toString(), null);
    KnownWebhooks webhooks = KnownWebhooks.read(calls);
    Set<String> asked = new LinkedHashSet<>();
    if (webhook == null) {
      asked.addAll(webhooks.waiting());
    } else {
      webhooks.id(webhook).ifPresent(asked::add);
    }
    named(page, webhooks, asked);
    return print(json, page, out -> new DeliveryText(calls, webhooks, out).list(page));
  }

  /// Adds the names of webhooks, and how long heads of blocked keys have waited.
  ///
  /// @param asked which webhooks to ask for the latter; those that open deliveries name are added
  private static void named(ObjectNode page, KnownWebhooks webhooks, Set<String> asked) {
    for (JsonNode delivery : page.path("deliveries")) {
      String id = delivery.path("webhook_id").asString("");
      String state = delivery.path("state").asString("");
      ((ObjectNode) delivery).put("webhook", webhooks.name(id));
      if (state.equals("blocked") || state.equals("pending") || state.equals("held")) {
        asked.add(id);
      }
    }
    ArrayNode blocked = page.putArray("blocked");
    asked.stream()
        .limit(MOST_STANDINGS)
        .forEach(
            id ->
                webhooks
                    .blockedFor(id)
                    .ifPresent(
                        waited ->
                            blocked
                                .addObject()
                                .put("webhook_id", id)
                                .put("webhook", webhooks.name(id))
                                .put("blocked_for", waited.toMillis() / 1000.0)));
  }

  @Command(description = "A delivery and its attempts.", mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--output", description = "json: as the API gives it.")
          @Nullable String output) {
    boolean json = json(output);
    JsonNode delivery = calls.fetch("GET", "/v1/deliveries/" + HostCalls.segment(id), null);
    JsonNode attempts =
        calls
            .fetch(
                "GET",
                "/v1/delivery-attempts?limit=1000&delivery_id=" + HostCalls.segment(id),
                null)
            .path("delivery_attempts");
    if (json) {
      ObjectNode shown = HostCalls.MAPPER.createObjectNode();
      shown.set("delivery", delivery);
      shown.set("delivery_attempts", attempts);
      return print(true, shown, out -> {});
    }
    KnownWebhooks webhooks = KnownWebhooks.read(calls);
    return print(
        false, delivery, out -> new DeliveryText(calls, webhooks, out).show(delivery, attempts));
  }

  @Command(
      description = "Tries again at once, with fresh tries: one, or all that a webhook gave up.",
      mixinStandardHelpOptions = true)
  int retry(
      @Parameters(paramLabel = "ID", arity = "0..1", description = "one delivery")
          @Nullable String id,
      @Option(names = "--webhook", paramLabel = "NAME|ID", description = "those of this webhook")
          @Nullable String webhook,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              description = "only failed, parked, held or expired ones")
          @Nullable String status,
      @Option(
              names = "--since",
              paramLabel = "TIME|DURATION",
              description = "only those that ended since then, as 24h")
          @Nullable String since) {
    if ((id == null) == (webhook == null)) {
      throw usage("expected a delivery's id, or --webhook NAME");
    }
    if (id != null) {
      if (status != null || since != null) {
        throw usage("--status and --since go with --webhook");
      }
      return change(id, "retry");
    }
    ObjectNode body = HostCalls.MAPPER.createObjectNode();
    body.put("since", since == null ? Instant.EPOCH.toString() : time(since).toString());
    if (status != null) {
      body.put("state", word(status, GIVEN_UP));
    }
    String named = HostCalls.segment(String.valueOf(webhook));
    JsonNode reply = calls.fetch("POST", "/v1/webhooks/" + named + "/recover", body);
    long retried = reply.path("recovered").asLong(0);
    return print(
        false,
        reply,
        out -> out.println(retried + (retried == 1 ? " delivery" : " deliveries") + " retried"));
  }

  @Command(
      description = "Ends a delivery that waits or is held; its key goes on.",
      mixinStandardHelpOptions = true)
  int cancel(@Parameters(paramLabel = "ID") String id) {
    return change(id, "cancel");
  }

  private int change(String id, String verb) {
    return calls.call(
        spec.commandLine(),
        "POST",
        "/v1/deliveries/" + HostCalls.segment(id) + "/" + verb,
        null,
        (reply, out) -> {
          out.println(
              calls.escape(
                  reply.path("id").asString("") + "  " + reply.path("state").asString("")));
          return ExitCode.OK;
        });
  }

  private Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException _) {
      // Then it is how long ago.
    }
    try {
      return calls.now().minus(Durations.parse(text));
    } catch (IllegalArgumentException | DateTimeException _) {
      throw usage(
          "--since: found \"" + text + "\", expected a time as 2026-01-31T12:00:00Z, or as 24h");
    }
  }

  private String word(String status, List<String> known) {
    if (!known.contains(status)) {
      throw usage(
          "--status: found \"" + status + "\", expected one of " + String.join(", ", known));
    }
    return status;
  }

  private boolean json(@Nullable String output) {
    if (output != null && !output.equals("json") && !output.equals("table")) {
      throw usage("--output: found \"" + output + "\", expected json");
    }
    return "json".equals(output);
  }

  /// @param text prints the answer where no JSON is asked for
  private int print(boolean json, JsonNode answer, Consumer<PrintWriter> text) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      HostCalls.printJson(answer, out);
    } else {
      text.accept(out);
    }
    out.flush();
    return ExitCode.OK;
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
