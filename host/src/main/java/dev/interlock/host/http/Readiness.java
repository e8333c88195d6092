package dev.interlock.host.http;

import java.util.ArrayList;
import java.util.List;

/// Whether the host can do its work.
///
/// @param ready false where the store can't be reached or the host is shutting down
/// @param degraded what does not work as it should, whether ready or not
public record Readiness(boolean ready, List<Degradation> degraded) {

  public static final Readiness OK = new Readiness(true, List.of());

  public Readiness {
    degraded = List.copyOf(degraded);
  }

  Readiness with(String subject, String detail) {
    List<Degradation> all = new ArrayList<>(degraded);
    all.add(new Degradation(subject, detail));
    return new Readiness(ready, all);
  }

  /// @param subject `file`, `store`, `plugins/amqp`
  /// @param detail what is wrong; shown only to callers who may read
  public record Degradation(String subject, String detail) {}
}
