package dev.interlock.host.plugin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The meters of one start of a connector: from `open` on written through to the host's registry,
/// taken out of it at `close`. What counts goes on counting in its successor's.
final class ConnectorMeters implements AutoCloseable {

  private final MeterRegistry host;
  private final CompositeMeterRegistry own;
  private volatile @Nullable ConnectorMeters successor;

  ConnectorMeters(MeterRegistry host) {
    this.host = host;
    this.own = new CompositeMeterRegistry(host.config().clock());
  }

  MeterRegistry registry() {
    return own;
  }

  void open(@Nullable ConnectorMeters predecessor) {
    if (predecessor != null) {
      predecessor.handOver(this);
    }
    own.add(host);
  }

  /// What reads its value from an object would go on reading this one's.
  private void handOver(ConnectorMeters next) {
    successor = next;
    for (Meter meter : List.copyOf(own.getMeters())) {
      if (!(meter instanceof Counter
          || meter instanceof Timer
          || meter instanceof DistributionSummary)) {
        host.remove(meter.getId());
      }
    }
  }

  private Set<Meter.Id> kept() {
    ConnectorMeters next = successor;
    Set<Meter.Id> kept = new HashSet<>();
    if (next != null) {
      next.own.getMeters().forEach(meter -> kept.add(meter.getId()));
      kept.addAll(next.kept());
    }
    return kept;
  }

  @Override
  public void close() {
    Set<Meter.Id> kept = kept();
    boolean opened = own.getRegistries().contains(host);
    for (Meter meter : List.copyOf(own.getMeters())) {
      if (opened && !kept.contains(meter.getId())) {
        host.remove(meter.getId());
      }
    }
    own.remove(host);
    own.close();
  }
}
