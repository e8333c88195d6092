package dev.interlock.host.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// Every route there is, by owner. Reads see one consistent list and take no lock; changes copy it.
/// Thread-safe.
final class RouteTable {

  /// A route and what its variables stand for.
  record Match(Route route, Map<String, String> variables) {}

  // A lambda of our own: those of `Comparator` are spun at each start.
  private static final Comparator<Route> LITERALS_FIRST =
      (one, other) -> one.path().shape().compareTo(other.path().shape());

  private volatile List<Route> routes = List.of();

  /// @throws IllegalArgumentException where the same method and path have an owner already
  synchronized void add(Route added) {
    requireNew(added, routes);
    replace(List.of(), List.of(added));
  }

  /// @throws IllegalArgumentException where another owner has it
  void requireFree(Route added) {
    requireNew(
        added, routes.stream().filter(route -> !route.owner().equals(added.owner())).toList());
  }

  static void requireNew(Route added, List<Route> known) {
    for (Route route : known) {
      if (route.method().equals(added.method())
          && route.path().shape().equals(added.path().shape())) {
        throw new IllegalArgumentException(
            "route "
                + added
                + " of "
                + added.owner()
                + ": "
                + route.owner()
                + " has it already, as "
                + route);
      }
    }
  }

  void remove(Route removed) {
    replace(List.of(removed), List.of());
  }

  /// Both at once: nobody finds neither, or both.
  synchronized void replace(List<Route> gone, List<Route> added) {
    List<Route> changed = new ArrayList<>(routes);
    changed.removeAll(gone);
    changed.addAll(added);
    changed.sort(LITERALS_FIRST);
    routes = List.copyOf(changed);
  }

  /// Where several match, the one whose literal segments come first.
  Optional<Match> find(String method, List<String> path) {
    for (Route route : routes) {
      if (route.method().equals(method)) {
        Optional<Map<String, String>> variables = route.match(path);
        if (variables.isPresent()) {
          return Optional.of(new Match(route, variables.get()));
        }
      }
    }
    return Optional.empty();
  }

  /// The methods that the path has, sorted; HEAD goes with GET. Empty where there is no such path.
  SortedSet<String> methods(List<String> path) {
    SortedSet<String> methods = new TreeSet<>();
    for (Route route : routes) {
      if (route.match(path).isPresent()) {
        methods.add(route.method());
      }
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return methods;
  }

  List<Route> all() {
    return routes;
  }
}
