package dev.interlock.webhooks.support;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.EventPayload;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import java.time.Instant;

/// Payloads as the bus would build them.
public final class Payloads {

  public static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  private Payloads() {}

  public static EventPayload after(String id, String body) {
    return payload(id, Preposition.AFTER, body, Instant.MAX);
  }

  public static EventPayload before(String id, String body, Instant deadline) {
    return payload(id, Preposition.BEFORE, body, deadline);
  }

  private static EventPayload payload(
      String id, Preposition preposition, String body, Instant deadline) {
    return new EventPayload(new Published(id), preposition, Json.of(body), deadline);
  }

  private record Published(String id) implements CurrentEvent {
    @Override
    public String name() {
      return "measure";
    }

    @Override
    public Instant createdAt() {
      return Instant.parse("2026-11-22T23:00:00Z");
    }

    @Override
    public int depth() {
      return 2;
    }

    @Override
    public String traceparent() {
      return TRACE;
    }

    @Override
    public boolean aborted() {
      return false;
    }

    @Override
    public void progress(double fraction, String message) {}
  }
}
