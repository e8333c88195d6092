package dev.interlock.host;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.host.egress.EgressClient;
import dev.interlock.host.egress.EgressSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The egress by the settings of the day: a changed section of the file opens a new one, and the
/// old one stays until its running requests have ended. Thread-safe.
final class CurrentEgress implements Egress, AutoCloseable {

  private final InstantSource clock;
  private final MeterRegistry meters;
  private volatile EgressClient client;

  /// Guarded by `this`.
  private final List<EgressClient> retired = new ArrayList<>();

  CurrentEgress(EgressSettings settings, InstantSource clock, MeterRegistry meters) {
    this.clock = clock;
    this.meters = meters;
    this.client = new EgressClient(settings, clock, meters);
    Gauge.builder("interlock.egress.connections.in.use", this, CurrentEgress::connectionsInUse)
        .description("Outbound connections that carry an exchange")
        .register(meters);
  }

  private synchronized double connectionsInUse() {
    return client.connectionsInUse()
        + retired.stream().mapToDouble(EgressClient::connectionsInUse).sum();
  }

  void prepare() {
    client.prepare();
  }

  /// A client by other settings, for `change`, or to be closed.
  EgressClient open(EgressSettings settings) {
    return new EgressClient(settings, clock, meters);
  }

  /// Requests from now on go by `opened`. Earlier ones that carry no request are closed.
  synchronized void change(EgressClient opened) {
    List<EgressClient> idle =
        retired.stream().filter(each -> each.connectionsInUse() == 0).toList();
    idle.forEach(EgressClient::close);
    retired.removeAll(idle);
    retired.add(client);
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
    retired.forEach(EgressClient::close);
    client.close();
  }
}
