package dev.interlock.host.egress;

import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressException.Cause;
import dev.interlock.api.egress.TlsIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;

/// A transport per TLS identity: the default one for good, and the 64 others that were used last.
/// Thread-safe.
final class Transports implements AutoCloseable {

  static final int IDENTITIES = 64;

  private final EgressSettings settings;
  private final ScheduledExecutorService timers;
  private final FutureTask<Transport> common;
  private volatile boolean asked;

  /// Guarded by itself; least recently used first.
  private final Map<TlsIdentity, Transport> others = new LinkedHashMap<>(16, 0.75f, true);

  Transports(EgressSettings settings, ScheduledExecutorService timers) {
    this.settings = settings;
    this.timers = timers;
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    this.common = new FutureTask<>(() -> start(TlsIdentity.DEFAULT, threads));
    if (settings.ca() != null) {
      common(); // what is wrong with it is to be told now
    }
  }

  /// Reading the platform's trust takes long; what calls this wants the first request not to wait.
  void prepare() {
    Thread.ofPlatform().name("interlock-egress-start").daemon().start(this::common);
  }

  /// Started by the first who asks, for whom the others wait.
  private Transport common() {
    if (!common.isDone()) {
      asked = true;
      common.run();
    }
    try {
      return common.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof EgressException known) {
        throw known;
      }
      throw new EgressException(Cause.TLS, "tls: " + failure.getCause(), failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new EgressException(Cause.CONNECT, "interrupted", interrupted);
    }
  }

  /// Reads the identity's files where it is new.
  ///
  /// @throws EgressException of reason TLS where they can't be used
  Transport of(TlsIdentity identity) {
    if (identity.equals(TlsIdentity.DEFAULT)) {
      return common();
    }
    Transport evicted;
    Transport found;
    synchronized (others) {
      found = others.get(identity);
      if (found != null) {
        return found;
      }
      found = start(identity, 1);
      others.put(identity, found);
      evicted = others.size() > IDENTITIES ? removeEldest() : null;
    }
    if (evicted != null) {
      Thread.ofVirtual().name("interlock-egress-close").start(evicted::close);
    }
    return found;
  }

  /// The one unused for longest, and of those one that carries nothing where there is one.
  private Transport removeEldest() {
    TlsIdentity eldest =
        others.entrySet().stream()
            .filter(entry -> entry.getValue().connectionsInUse() == 0)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseGet(() -> others.keySet().iterator().next());
    return java.util.Objects.requireNonNull(others.remove(eldest));
  }

  private Transport start(TlsIdentity identity, int threads) {
    try {
      return Transport.start(
          TlsMaterial.context(identity, settings.ca()), threads, settings.proxy(), timers);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException wrong) {
      throw new EgressException(Cause.TLS, "tls: " + wrong, wrong);
    }
  }

  int connectionsInUse() {
    int sum = common.isDone() ? common().connectionsInUse() : 0;
    for (Transport transport : snapshot()) {
      sum += transport.connectionsInUse();
    }
    return sum;
  }

  private List<Transport> snapshot() {
    synchronized (others) {
      return new ArrayList<>(others.values());
    }
  }

  @Override
  public void close() {
    snapshot().forEach(Transport::close);
    if (asked) {
      common().close();
    }
  }
}
