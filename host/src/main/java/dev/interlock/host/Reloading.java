package dev.interlock.host;

import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.host.config.FileWatch;
import java.util.ArrayList;
import java.util.List;
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
      host.change(after, changed);
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

  /// Waits for a reload under way, which fails where it waits for its turn: none touches the host
  /// after this.
  @Override
  public void close() {
    host.connectors().refuseChanges();
    watch.close();
    synchronized (this) {
      closed = true;
    }
  }
}
