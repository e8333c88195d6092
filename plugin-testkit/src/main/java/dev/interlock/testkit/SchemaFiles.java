package dev.interlock.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.Preposition;
import dev.interlock.api.Schemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The schemas that a plugin JAR carries, one file for each event and version:
/// `META-INF/interlock/schema/NAME.VERSION.json`, an object with the schema of the body for each
/// preposition that can be hooked. Checked against the types in a test of the plugin, so that a
/// changed payload is a visible diff; `-Dschema.rewrite=true` writes the files anew.
public final class SchemaFiles {

  private static final String FOLDER = "META-INF/interlock/schema";
  private static final String REWRITE = "schema.rewrite";

  private SchemaFiles() {}

  /// Compares the files below `resources` with what the host makes of the connector's events.
  ///
  /// @param resources the plugin's `src/main/resources`
  /// @throws AssertionError naming the file that is missing or differs
  public static void check(Path resources, String name, Connector connector) {
    Probe probe = new Probe();
    try (TestHost _ = TestHost.with(name, connector).and("probe", probe).start("")) {
      for (Event<?, ?> event : connector.events()) {
        Path file =
            resources.resolve(FOLDER).resolve(event.name() + "." + event.version() + ".json");
        check(file, render(event, probe.schemas()));
      }
    }
  }

  private static void check(Path file, byte[] expected) {
    try {
      if (Boolean.getBoolean(REWRITE)) {
        Files.createDirectories(file.getParent());
        Files.write(file, expected);
      } else if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), expected)) {
        throw new AssertionError(
            file
                + (Files.exists(file) ? " differs from" : " is missing beside")
                + " the event's types: a body that changes breaks responders; where it was meant,"
                + " raise the event's version and run with -D"
                + REWRITE
                + "=true");
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// The schemas stand in it as they are printed, byte for byte, so that a reader can cut one out.
  private static byte[] render(Event<?, ?> event, Schemas schemas) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("{\n".getBytes(UTF_8));
    if (!event.isNotice()) {
      file.writeBytes("\"before\" : ".getBytes(UTF_8));
      file.writeBytes(schemas.body(Preposition.BEFORE, event.name()).utf8());
      file.writeBytes(",\n".getBytes(UTF_8));
    }
    file.writeBytes("\"after\" : ".getBytes(UTF_8));
    file.writeBytes(schemas.body(Preposition.AFTER, event.name()).utf8());
    file.writeBytes("\n}\n".getBytes(UTF_8));
    return file.toByteArray();
  }

  /// Takes part in the assembly only to be given the schemas.
  private static final class Probe implements Connector {

    private volatile @Nullable Schemas schemas;

    @Override
    public void start(ConnectorContext context) {
      schemas = context.schemas();
    }

    Schemas schemas() {
      Schemas given = schemas;
      if (given == null) {
        throw new IllegalStateException("the probe was not started");
      }
      return given;
    }
  }
}
