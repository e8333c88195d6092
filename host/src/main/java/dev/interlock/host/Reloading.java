package dev.interlock.host;

import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.host.config.FileWatch;
import dev.interlock.host.plugin.ConnectorSettings;
import dev.interlock.host.plugin.PluginFailureException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a saved file over: read and validated whole, then swapped whole. A wrong one changes nothing, and says why.
final class Reloading implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.reload");
  private static final Set<String> RESTART = Set.of("http", "store", "plugins", "shutdown_timeout", "assembly");

  private final Host host;
  private final FileWatch watch;

  Reloading(Host host) {
    this.host = host;
    this.watch = new FileWatch(host.file().document().file(), this::reload);
    Thread.ofVirtual().name("reload").start(this::reload); // it may have been saved since it was read
  }

  synchronized void reload() {
    BoundFile before = host.file();
    try {
      BoundFile after = host.assembly().bind(Assembly.read(host.assembly().options())).orThrow();
      Set<String> changed = before.document().changedKeys(after.document());
      if (changed.isEmpty()) {
        host.takeOver(after);
        return;
      }
      swap(before, after, changed);
      host.takeOver(after);
      report(after, changed);
    } catch (InterlockException wrong) {
      host.reloadFailed(String.valueOf(wrong.getMessage()));
      LOG.error("the saved file is wrong, nothing was changed\n{}", wrong.getMessage());
    }
  }

  private void swap(BoundFile before, BoundFile after, Set<String> changed) {
    Map<String, ConnectorSettings> restarted = new LinkedHashMap<>();
    try {
      for (String key : changed) {
        if (host.assembly().types().all().containsKey(key)) {
          host.connectors().restart(key, before.connector(key), after.connector(key));
          restarted.put(key, before.connector(key));
        }
      }
    } catch (PluginFailureException failure) {
      restarted.forEach((key, old) -> host.connectors().restart(key, after.connector(key), old));
      throw failure;
    }
    if (changed.contains("egress")) {
      host.egress().change(after.egress());
    }
    if (changed.contains("events")) {
      host.bus().settings(after.bus());
    }
    if (changed.contains("schedules")) {
      host.reschedule(after);
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
    host.events().publish(HostEvents.RELOADED, new HostEvents.Reload(List.copyOf(changed)));
  }

  @Override
  public void close() {
    watch.close();
  }
}
