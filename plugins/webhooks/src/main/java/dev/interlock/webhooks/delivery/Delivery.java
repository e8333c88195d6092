package dev.interlock.webhooks.delivery;

import dev.interlock.api.EventPayload;

/// One event on its way to one after webhook. Touched by one thread at a time: its queue hands it
/// over.
final class Delivery {

  private final EventPayload payload;
  private final String id;
  private final long acceptedAt;
  private long sequence;
  private int tries;
  private long firstTryAt;
  private long dueAt;

  /// @param acceptedAt in the ticker's nanoseconds
  Delivery(EventPayload payload, String id, long acceptedAt) {
    this.payload = payload;
    this.id = id;
    this.acceptedAt = acceptedAt;
  }

  EventPayload payload() {
    return payload;
  }

  String id() {
    return id;
  }

  int size() {
    return payload.body().utf8().length;
  }

  long age(long now) {
    return now - acceptedAt;
  }

  long sinceFirstTry(long now) {
    return now - firstTryAt;
  }

  int tries() {
    return tries;
  }

  /// A try begins; gives its number.
  int begin(long now) {
    if (tries == 0) {
      firstTryAt = now;
    }
    return ++tries;
  }

  long sequence() {
    return sequence;
  }

  void sequence(long number) {
    this.sequence = number;
  }

  long dueAt() {
    return dueAt;
  }

  void dueAt(long time) {
    this.dueAt = time;
  }
}
