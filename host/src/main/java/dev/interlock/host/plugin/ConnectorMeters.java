package dev.interlock.host.plugin;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.List;

/// The meters of one connector: written through to the host's registry, taken out of it at `close`.
final class ConnectorMeters implements AutoCloseable {

  private final MeterRegistry host;
  private final CompositeMeterRegistry own;

  ConnectorMeters(MeterRegistry host) {
    this.host = host;
    this.own = new CompositeMeterRegistry(host.config().clock());
    own.add(host);
  }

  MeterRegistry registry() {
    return own;
  }

  @Override
  public void close() {
    for (Meter meter : List.copyOf(own.getMeters())) {
      host.remove(meter.getId());
    }
    own.remove(host);
    own.close();
  }
}
