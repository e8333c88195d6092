package dev.interlock.host;

import dev.interlock.api.Event;
import dev.interlock.api.Preposition;
import dev.interlock.host.plugin.CarriedSchemas;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Whether JARs carry the schemas that their types give: one that doesn't was built without its
/// test.
final class SchemaDifferences {

  private SchemaDifferences() {}

  /// One line for each carried schema that differs.
  static List<String> of(Assembly assembly) {
    List<String> differences = new ArrayList<>();
    for (ConnectorTypes.Type type : assembly.types().all().values()) {
      Path jar = type.module().manifest().jar();
      if (jar == null) {
        continue;
      }
      try (TypeMapping mapping = new TypeMapping()) {
        EventSchemas schemas = new EventSchemas(mapping);
        type.events().forEach(event -> compare(jar, event, schemas, differences));
      }
    }
    return differences;
  }

  private static void compare(
      Path jar, Event<?, ?> event, EventSchemas schemas, List<String> differences) {
    Optional<byte[]> carried = CarriedSchemas.in(jar, Preposition.AFTER, event);
    if (carried.isPresent()
        && !Arrays.equals(carried.get(), schemas.body(event, Preposition.AFTER))) {
      differences.add(
          jar
              + "\n  carries another schema of "
              + event.name()
              + " version "
              + event.version()
              + " than its types give; build it anew");
    }
  }
}
