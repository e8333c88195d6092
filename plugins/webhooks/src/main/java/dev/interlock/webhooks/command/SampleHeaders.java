package dev.interlock.webhooks.command;

import dev.interlock.api.EventPattern;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The headers of the requests that webhooks would send for an event, as a dry run of each has
/// them: what is secret is redacted.
final class SampleHeaders {

  /// Where nobody hooks the event: what every request has.
  private static final String NOBODY = "http://127.0.0.1/";

  private final HostCalls calls;
  private final CommandLine command;

  SampleHeaders(HostCalls calls, CommandLine command) {
    this.calls = calls;
    this.command = command;
  }

  /// @param webhook whose; null for each that hooks it
  void print(String hook, @Nullable String webhook) {
    PrintWriter out = command.getOut();
    List<String> targets = webhook == null ? hooking(hook) : List.of(webhook);
    for (String target : targets.isEmpty() ? List.of(NOBODY) : targets) {
      if (!target.equals(NOBODY)) {
        out.println(calls.escape("# " + target));
      }
      ObjectNode dryRun =
          HostCalls.MAPPER
              .createObjectNode()
              .put("hook", hook)
              .put("target", target)
              .put("dry_run", true);
      JsonNode report = calls.fetch("POST", "/v1/webhooks/trigger", dryRun);
      TriggerText.printHeaders(report.path("request").path("headers"), out, calls);
      out.println();
    }
  }

  /// By name.
  private List<String> hooking(String hook) {
    EventPattern asked = EventPattern.parse(hook);
    boolean notice = isNotice(asked.glob());
    List<String> names = new ArrayList<>();
    for (JsonNode each : calls.fetch("GET", "/v1/webhooks?limit=1000", null).path("webhooks")) {
      List<EventPattern> patterns =
          each.path("events")
              .valueStream()
              .map(text -> EventPattern.parse(text.asString("")))
              .filter(pattern -> pattern.preposition() == asked.preposition())
              .filter(pattern -> pattern.matchesName(asked.glob()))
              .filter(pattern -> !(notice && pattern.isWildcard()))
              .toList();
      if (!patterns.isEmpty() && patterns.stream().noneMatch(EventPattern::excludes)) {
        names.add(each.path("name").asString(""));
      }
    }
    return names;
  }

  /// No wildcard matches one.
  private boolean isNotice(String event) {
    return calls
        .fetch("GET", "/v1/events", null)
        .path("events")
        .valueStream()
        .filter(each -> each.path("name").asString("").equals(event))
        .noneMatch(
            each ->
                each.path("prepositions")
                    .valueStream()
                    .anyMatch(preposition -> preposition.asString("").equals("before")));
  }
}
