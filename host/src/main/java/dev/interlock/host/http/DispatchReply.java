package dev.interlock.host.http;

import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a dispatch ended, ready for the wire. Immutable.
public sealed interface DispatchReply {

  /// The event's.
  String id();

  record Completed(String id, List<ConnectorResult> results) implements DispatchReply {
    public Completed {
      results = List.copyOf(results);
    }
  }

  /// @param cancelledBy `CONNECTOR/HANDLER`
  /// @param details kept with the veto
  record Cancelled(String id, String reason, String cancelledBy, Map<String, Object> details)
      implements DispatchReply {
    public Cancelled {
      details = Map.copyOf(details);
    }
  }

  /// @param notStored the deliveries could not be committed: 503, what `on` did is not undone
  record Failed(
      String id, List<ConnectorResult> results, List<ConnectorError> errors, boolean notStored)
      implements DispatchReply {
    public Failed {
      results = List.copyOf(results);
      errors = List.copyOf(errors);
    }
  }

  /// A before handler found the input invalid: nothing ran.
  record Invalid(String id, InvalidInputException why) implements DispatchReply {}

  /// @param value `Json.NULL` where the event has no result
  record ConnectorResult(String connector, Json value) {}

  /// @param error for people; no secrets, no stack
  record ConnectorError(String connector, String error) {}

  /// The HTTP status of the answer to a publisher who waits.
  default int httpStatus() {
    return switch (this) {
      case Completed completed -> 200;
      case Cancelled cancelled -> 409;
      case Failed failed -> failed.notStored() ? 503 : 500;
      case Invalid _ -> 422;
    };
  }

  /// About how many bytes it takes in memory.
  default long bytes() {
    return 256
        + switch (this) {
          case Completed completed -> sizeOf(completed.results());
          case Cancelled cancelled ->
              2L * cancelled.reason().length() + 2L * String.valueOf(cancelled.details()).length();
          case Failed failed ->
              sizeOf(failed.results())
                  + failed.errors().stream().mapToLong(each -> 2L * each.error().length()).sum();
          case Invalid invalid -> 256L * invalid.why().violations().size();
        };
  }

  private static long sizeOf(List<ConnectorResult> results) {
    return results.stream().mapToLong(each -> 64L + each.value().utf8().length).sum();
  }

  /// The body, as a tree to write.
  default Object tree() {
    return switch (this) {
      case Completed(var id, var results) ->
          JsonText.object("id", id, "status", "completed", "results", trees(results));
      case Cancelled(var id, var reason, var by, var details) -> {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("status", "cancelled");
        body.put("reason", reason);
        body.put("cancelled_by", by);
        if (!details.isEmpty()) {
          body.put("details", details);
        }
        yield body;
      }
      case Invalid(var id, var why) ->
          JsonText.object(
              "id",
              id,
              "status",
              "failed",
              "results",
              List.of(),
              "errors",
              why.violations().stream()
                  .map(
                      each ->
                          JsonText.object(
                              "connector",
                              HostRoutes.OWNER,
                              "error",
                              "invalid: " + each.path() + " " + each.message()))
                  .toList());
      case Failed(var id, var results, var errors, var notStored) -> {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id);
        body.put("status", "failed");
        if (notStored) {
          body.put("code", "not_stored");
        }
        body.put("results", trees(results));
        body.put(
            "errors",
            errors.stream()
                .map(
                    error ->
                        JsonText.object("connector", error.connector(), "error", error.error()))
                .toList());
        yield body;
      }
    };
  }

  private static List<Map<String, Object>> trees(List<ConnectorResult> results) {
    return results.stream()
        .map(
            result ->
                JsonText.object(
                    "connector", result.connector(), "value", JsonText.raw(result.value())))
        .toList();
  }
}
