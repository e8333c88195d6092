package dev.interlock.host.http;

import java.util.List;

/// Accepts changed schemas of events. Thread-safe.
final class SchemaEndpoint {

  private final SchemaAcceptance acceptance;

  SchemaEndpoint(SchemaAcceptance acceptance) {
    this.acceptance = acceptance;
  }

  /// A connector that was refused stays so until the next start.
  Reply accept(Call call) {
    String event = call.path("name");
    List<Integer> versions = acceptance.accept(event);
    if (versions.isEmpty()) {
      throw new ProblemException(404, "no plugin carries a schema of " + event);
    }
    return Reply.json(
        200,
        JsonText.object(
            "accepted",
            versions.stream()
                .map(version -> JsonText.object("event", event, "version", version))
                .toList(),
            "restart",
            true));
  }
}
