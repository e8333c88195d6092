package dev.interlock.host;

import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.host.config.FileWatch;
import dev.interlock.host.egress.EgressClient;
import dev.interlock.host.plugin.ConnectorSettings;
import dev.interlock.host.plugin.PluginFailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a saved file over: read and validated whole, then swapped whole. A wrong one changes
/// nothing, and says why.
final class Reloading implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.reload");
  private static final Set<String> RESTART =
      Set.of("http", "store", "plugins", "shutdown_timeout", "assembly");

  private final Host host;
  private final FileWatch watch;

  /// Guarded by `this`.
  private boolean closed;

  Reloading(Host host) {
    this.host = host;
    this.watch = FileWatch.withFirstLook(host.file().document().file(), this::reload);
  }

  synchronized void reload() {
    if (closed) {
      return;
    }
    BoundFile before = host.file();
    try {
      BoundFile after = host.assembly().bind(Assembly.read(host.assembly().options())).orThrow();
      Set<String> changed = before.document().changedKeys(after.document());
      swap(before, after, changed);
      host.takeOver(after);
      if (!changed.isEmpty()) {
        report(after, changed);
      }
    } catch (InterlockException wrong) {
      host.reloadFailed(String.valueOf(wrong.getMessage()));
      LOG.error("the saved file is wrong, nothing was changed\n{}", wrong.getMessage());
    } catch (RuntimeException unexpected) {
      host.reloadFailed(unexpected.toString());
      LOG.error("the saved file could not be taken over, nothing was changed", unexpected);
    }
  }

  /// What can fail comes first, and is taken back.
  private void swap(BoundFile before, BoundFile after, Set<String> changed) {
    Optional<EgressClient> egress =
        changed.contains("egress")
            ? Optional.of(host.egress().open(after.egress()))
            : Optional.empty();
    try {
      restart(before, after, changed);
    } catch (RuntimeException failure) {
      egress.ifPresent(EgressClient::close);
      throw failure;
    }
    egress.ifPresent(host.egress()::change);
    if (changed.contains("events")) {
      host.bus().settings(after.bus());
    }
    if (changed.contains("schedules")) {
      host.reschedule(after);
    }
  }

  private void restart(BoundFile before, BoundFile after, Set<String> changed) {
    List<String> restarted = new ArrayList<>();
    try {
      for (String key : changed) {
        if (host.assembly().types().all().containsKey(key)) {
          host.connectors().restart(key, before.connector(key), after.connector(key));
          restarted.add(key);
        }
      }
    } catch (PluginFailureException failure) {
      restarted.forEach(key -> takeBack(key, after.connector(key), before.connector(key)));
      throw failure;
    }
  }

  private void takeBack(String key, ConnectorSettings changed, ConnectorSettings earlier) {
    try {
      host.connectors().restart(key, changed, earlier);
    } catch (PluginFailureException failure) {
      LOG.error("connector={} {}", key, failure.getMessage(), failure.getCause());
    }
  }

  private void report(BoundFile after, Set<String> changed) {
    LOG.info("reloaded {}: {}", after.document().file().getFileName(), String.join(", ", changed));
    List<String> waiting = new ArrayList<>(changed);
    waiting.retainAll(RESTART);
    if (!waiting.isEmpty()) {
      LOG.warn("restart needed for: {}", String.join(", ", waiting));
    }
    after.problems().forEach(problem -> LOG.warn("{}", problem.text()));
    try {
      host.events().publish(HostEvents.RELOADED, new HostEvents.Reload(List.copyOf(changed)));
    } catch (InterlockException refused) {
      LOG.warn("event={} {}", HostEvents.RELOADED, refused.getMessage());
    }
  }

  /// Waits for a reload under way: none touches the host after this.
  @Override
  public void close() {
    watch.close();
    synchronized (this) {
      closed = true;
    }
  }
}
