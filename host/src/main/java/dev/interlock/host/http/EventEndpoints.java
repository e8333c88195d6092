package dev.interlock.host.http;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.UnknownConnectorException;
import dev.interlock.api.UnknownEventException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lists event types and publishes events. Thread-safe.
final class EventEndpoints {

  private static final Pattern TRACEPARENT =
      Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
  private static final Pattern HOPS = Pattern.compile("\\d{1,3}");

  private final EventApi events;
  private final DispatchRegistry dispatches;
  private final IdempotentPublishing idempotent;

  EventEndpoints(EventApi events, DispatchRegistry dispatches, IdempotentPublishing idempotent) {
    this.events = events;
    this.dispatches = dispatches;
    this.idempotent = idempotent;
  }

  Reply list(Call call) {
    return Reply.json(
        200,
        JsonText.object("events", events.events().stream().map(EventDescription::tree).toList()));
  }

  Reply schema(Call call) {
    Preposition preposition =
        switch (call.query("preposition").orElse("after")) {
          case "before" -> Preposition.BEFORE;
          case "after" -> Preposition.AFTER;
          default -> throw new ProblemException(400, "preposition: expected before or after");
        };
    Json schema = events.schema(call.path("name"), preposition);
    return new Reply.Whole(200, "application/schema+json", schema.utf8(), Map.of());
  }

  /// Waits for the end, unless the caller prefers not to. A caller who goes away does not end the
  /// event.
  Reply publish(Call call) {
    String name = call.path("name");
    if (!call.identity().mayPublish(name)) {
      throw call.identity().forbidden("may not publish " + name);
    }
    if (call.header(IdempotentPublishing.HEADER).isPresent()) {
      return idempotent.publish(call, name, () -> start(name, call), each -> answer(call, each));
    }
    return answer(call, start(name, call));
  }

  private TrackedDispatch start(String name, Call call) {
    PublishRequest request = request(name, call);
    dispatches.requireRoom();
    return dispatches.track(name, start(request));
  }

  private static Reply answer(Call call, TrackedDispatch dispatch) {
    if (prefersAsync(call)) {
      call.bodyUsedUntil(dispatch.handle().done());
      return Reply.json(
          202,
          dispatch.tree(),
          Map.of(
              "Location",
              "/v1/dispatches/" + dispatch.id(),
              "Preference-Applied",
              "respond-async"));
    }
    DispatchReply reply = Waiting.forEnd(dispatch);
    if (reply instanceof DispatchReply.Invalid(_, InvalidInputException why)) {
      throw why;
    }
    Map<String, String> headers = reply.httpStatus() == 503 ? Map.of("Retry-After", "1") : Map.of();
    return Reply.json(reply.httpStatus(), reply.tree(), headers);
  }

  /// What the caller may not publish at all is forbidden rather than malformed.
  private DispatchHandle start(PublishRequest request) {
    try {
      return events.publish(request);
    } catch (UnknownEventException | UnknownConnectorException | InvalidInputException e) {
      throw e;
    } catch (InterlockException e) {
      if (e.category() == ErrorCategory.USER) {
        throw new ProblemException(403, String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static PublishRequest request(String name, Call call) {
    Json input = call.body().length == 0 ? Json.NULL : JsonText.check(call.body());
    PublishOptions options =
        new PublishOptions(names(call, "include"), names(call, "exclude"), first(call));
    return new PublishRequest(name, input, options, hops(call), traceparent(call));
  }

  private static Set<String> names(Call call, String parameter) {
    Set<String> names = new LinkedHashSet<>();
    for (String value : call.queries(parameter)) {
      Arrays.stream(value.split(","))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .forEach(names::add);
    }
    return names;
  }

  private static boolean first(Call call) {
    return switch (call.query("first").orElse("false")) {
      case "", "true" -> true;
      case "false" -> false;
      default -> throw new ProblemException(400, "first: expected true or false");
    };
  }

  private static int hops(Call call) {
    String hops = call.header("interlock-hops").orElse("0");
    if (!HOPS.matcher(hops).matches()) {
      throw new ProblemException(400, "interlock-hops: expected a number, 0 to 999");
    }
    return Integer.parseInt(hops);
  }

  /// One that is not well-formed is passed over, as W3C Trace Context says.
  private static @Nullable String traceparent(Call call) {
    return call.header("traceparent")
        .filter(value -> TRACEPARENT.matcher(value).matches())
        .orElse(null);
  }

  private static boolean prefersAsync(Call call) {
    return call.header("Prefer").stream()
        .flatMap(value -> Arrays.stream(value.split("[,;]")))
        .anyMatch(
            preference -> preference.strip().toLowerCase(Locale.ROOT).equals("respond-async"));
  }
}
