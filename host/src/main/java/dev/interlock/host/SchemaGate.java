package dev.interlock.host;

import dev.interlock.api.Event;
import dev.interlock.api.Preposition;
import dev.interlock.host.plugin.CarriedSchemas;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.schema.SchemaCompatibility;
import dev.interlock.host.store.coordination.SeenSchemas;
import dev.interlock.host.store.coordination.SeenSchemas.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Refuses connectors whose JAR carries a schema of a known version of an event that breaks those
/// who read its body or publish it. Connectors without a JAR carry none, and pass.
final class SchemaGate {

  private final List<Schema> carried;

  SchemaGate(ConnectorTypes types) {
    List<Schema> all = new ArrayList<>();
    types.all().values().forEach(type -> all.addAll(carriedBy(type)));
    this.carried = List.copyOf(all);
  }

  private static List<Schema> carriedBy(ConnectorTypes.Type type) {
    Path jar = type.module().manifest().jar();
    List<Schema> schemas = new ArrayList<>();
    if (jar != null) {
      for (Event<?, ?> event : type.events()) {
        CarriedSchemas.in(jar, Preposition.AFTER, event)
            .ifPresent(
                json ->
                    schemas.add(
                        new Schema(
                            new SeenSchemas.Key(event.name(), event.version()),
                            type.module().name(),
                            json)));
      }
    }
    return schemas;
  }

  /// Those that the JARs carry now.
  List<Schema> carried() {
    return carried;
  }

  /// Without those of some connectors.
  List<Schema> carriedBut(Set<String> connectors) {
    return carried.stream().filter(schema -> !connectors.contains(schema.connector())).toList();
  }

  /// Keeps those of `event` in the place of what was first seen.
  ///
  /// @return which versions; empty where no JAR carries a schema of it
  List<Integer> accept(SeenSchemas seen, String event) {
    List<Schema> ofEvent =
        carried.stream().filter(schema -> schema.key().event().equals(event)).toList();
    seen.accept(ofEvent);
    return ofEvent.stream().map(schema -> schema.key().version()).toList();
  }

  /// By connector, why it may not load.
  ///
  /// @param seen what was first seen of each version, or accepted
  Map<String, String> refused(Map<SeenSchemas.Key, byte[]> seen) {
    Map<String, String> refused = new LinkedHashMap<>();
    for (Schema schema : carried) {
      byte[] earlier = seen.get(schema.key());
      if (earlier == null || Arrays.equals(earlier, schema.json())) {
        continue;
      }
      List<String> breaks = SchemaCompatibility.breaks(earlier, schema.json());
      if (!breaks.isEmpty()) {
        refused.merge(
            schema.connector(), text(schema.key(), breaks), (one, two) -> one + "\n" + two);
      }
    }
    return refused;
  }

  private static String text(SeenSchemas.Key key, List<String> breaks) {
    return "the schema of "
        + key.event()
        + " version "
        + key.version()
        + " differs from the one first seen: "
        + String.join("; ", breaks)
        + ". Give the event a new version, or accept it: interlock schema accept "
        + key.event();
  }
}
