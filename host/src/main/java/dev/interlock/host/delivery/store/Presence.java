package dev.interlock.host.delivery.store;

import dev.interlock.api.store.Store;
import dev.interlock.host.delivery.DeliveryStore.Admission;
import dev.interlock.host.delivery.DeliveryStore.HostFile;
import dev.interlock.host.delivery.DeliveryStore.LivingHost;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// What this host tells of itself in the store, and hears of the others. Thread-safe.
final class Presence {

  private final Store store;
  private final Dialect dialect;
  private final Targets targets;

  /// What this host has told of its targets.
  private final Map<String, Admission> admitted = new ConcurrentHashMap<>();

  Presence(Store store, Dialect dialect, Targets targets) {
    this.store = store;
    this.dialect = dialect;
    this.targets = targets;
  }

  /// Gives the targets with open deliveries that no living host knows.
  Set<String> heartbeat(HostFile self, Set<String> known) {
    Map<String, Integer> numbers = targets.numbers(known);
    Set<Integer> ids =
        known.stream().map(name -> Targets.lookUp(numbers, name)).collect(Collectors.toSet());
    return store.write(
        connection -> {
          Hosts hosts = new Hosts(dialect);
          hosts.heartbeat(connection, self, ids);
          dialect.compact(connection);
          Map<Integer, Long> open = OpenCounts.readAll(connection);
          open.values().removeIf(count -> count <= 0);
          open.keySet().removeAll(hosts.knownTargets(connection));
          Set<String> unknown = new TreeSet<>();
          for (int target : open.keySet()) {
            unknown.add(targets.name(connection, target));
          }
          return unknown;
        });
  }

  void leave(String host) {
    store.write(
        connection -> {
          new Hosts(dialect).leave(connection, host);
          return null;
        });
  }

  List<LivingHost> hosts() {
    return store.read(new Hosts(dialect)::living);
  }

  void admit(List<Admission> admissions) {
    List<Admission> changed =
        admissions.stream().filter(each -> !each.equals(admitted.get(each.target()))).toList();
    if (changed.isEmpty()) {
      return;
    }
    Map<String, Integer> numbers =
        targets.numbers(changed.stream().map(Admission::target).toList());
    store.write(
        connection -> {
          dialect.admit(connection, changed, numbers);
          return null;
        });
    changed.forEach(each -> admitted.put(each.target(), each));
  }
}
