package dev.interlock.host.bus;

import dev.interlock.api.HostEvents;
import dev.interlock.api.RefusedException;
import dev.interlock.api.RefusedException.Code;
import org.jspecify.annotations.Nullable;

/// Whether events from outside are taken. What running events cause goes on; so do notices, and the
/// host's own events unless it stops. Thread-safe.
public final class EventGate {

  private volatile @Nullable Refusal refusal;
  private volatile boolean closed;

  /// @param why for whoever publishes
  private record Refusal(Code code, String why) {}

  public void open() {
    refusal = null;
  }

  /// From now on whatever comes from outside is refused, until `open`.
  public void shut(Code code, String why) {
    refusal = new Refusal(code, why);
  }

  /// From now on every publish is refused, whoever says so.
  public void close() {
    closed = true;
  }

  /// @throws RefusedException where an event of this name, from outside, is not taken now
  public void check(String event) {
    Refusal shut = refusal;
    if (shut != null) {
      throw refused(event, shut);
    }
  }

  /// @param channel null where there is no such event
  void check(String event, @Nullable EventChannel channel, boolean outside) {
    if (closed) {
      throw new RefusedException(Code.STOPPING, event + ": the host has stopped");
    }
    Refusal shut = refusal;
    if (shut != null && outside && !passes(channel, shut)) {
      if (channel != null) {
        channel.refused().increment();
      }
      throw refused(event, shut);
    }
  }

  private static boolean passes(@Nullable EventChannel channel, Refusal shut) {
    if (channel == null || channel.event().isNotice()) {
      return channel != null;
    }
    return channel.isOfTheHost()
        && (shut.code() != Code.STOPPING || channel.event().equals(HostEvents.SHUTDOWN));
  }

  private static RefusedException refused(String event, Refusal shut) {
    return new RefusedException(shut.code(), event + ": " + shut.why());
  }
}
