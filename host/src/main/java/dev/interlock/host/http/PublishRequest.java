package dev.interlock.host.http;

import dev.interlock.api.Json;
import dev.interlock.api.PublishOptions;
import org.jspecify.annotations.Nullable;

/// An event to publish.
///
/// @param name the event's
/// @param input well-formed JSON; `Json.NULL` where the request had no body
/// @param hops how many events deep the caller was: 0 from outside
/// @param traceparent the caller's W3C trace context; null where it gave none
public record PublishRequest(
    String name, Json input, PublishOptions options, int hops, @Nullable String traceparent) {

  public PublishRequest {
    if (hops < 0) {
      throw new IllegalArgumentException("hops: found " + hops + ", expected 0 or more");
    }
  }
}
