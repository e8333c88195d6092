package dev.interlock.host;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.host.egress.EgressClient;
import dev.interlock.host.egress.EgressSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The egress by the settings of the day: a changed section of the file opens a new one, and the
/// old one closes when its running requests have ended. Thread-safe.
final class CurrentEgress implements Egress, AutoCloseable {

  private final InstantSource clock;
  private final MeterRegistry meters;
  private volatile EgressClient client;
  private @Nullable EgressClient retired;

  CurrentEgress(EgressSettings settings, InstantSource clock, MeterRegistry meters) {
    this.clock = clock;
    this.meters = meters;
    this.client = new EgressClient(settings, clock, meters);
    Gauge.builder("interlock.egress.connections.in.use", this, CurrentEgress::connectionsInUse)
        .description("Outbound connections that carry an exchange")
        .register(meters);
  }

  private synchronized double connectionsInUse() {
    return client.connectionsInUse() + (retired == null ? 0 : retired.connectionsInUse());
  }

  void prepare() {
    client.prepare();
  }

  /// A client by other settings, for `change`, or to be closed.
  EgressClient open(EgressSettings settings) {
    return new EgressClient(settings, clock, meters);
  }

  /// Requests from now on go by `opened`. The one before the last is closed.
  synchronized void change(EgressClient opened) {
    if (retired != null) {
      retired.close();
    }
    retired = client;
    client = opened;
  }

  @Override
  public CompletableFuture<EgressReply> send(EgressRequest request) {
    return client.send(request);
  }

  @Override
  public CompletableFuture<Void> check(EgressRequest request) {
    return client.check(request);
  }

  @Override
  public synchronized void close() {
    if (retired != null) {
      retired.close();
    }
    client.close();
  }
}
