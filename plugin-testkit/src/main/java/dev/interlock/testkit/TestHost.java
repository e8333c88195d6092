package dev.interlock.testkit;

import dev.interlock.api.Connector;
import dev.interlock.api.Events;
import dev.interlock.api.embed.EmbeddedHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A host with the connectors under test, in this process. Its API listens on a port that the
/// system chose, unless the file says otherwise. `close` is idempotent, stops the host, and deletes
/// the folder that was made for it.
///
/// ```java
/// try (TestHost host = TestHost.with("greeter", new GreeterConnector()).start("greeter: {salutation: Hello}")) {
///   host.events().publish(GREET, new Greeting("Ada"));
/// }
/// ```
public final class TestHost implements AutoCloseable {

  private static final String FREE_PORT = "http: {host: 127.0.0.1, port: 0}\n";

  private final EmbeddedHost host;
  private final Path file;
  private final @Nullable Path made;

  /// @param made the folder to delete in the end; null: none
  private TestHost(EmbeddedHost host, Path file, @Nullable Path made) {
    this.host = host;
    this.file = file;
    this.made = made;
  }

  /// A host with this connector; `and` adds further ones.
  public static Builder with(String name, Connector connector) {
    return new Builder().and(name, connector);
  }

  /// Publishes and handles as the host itself.
  public Events events() {
    return host.events();
  }

  /// Where the HTTP API listens.
  public URI api() {
    return host.api();
  }

  /// The `webhooks.yaml` that it was started with.
  public Path file() {
    return file;
  }

  /// Writes the file anew, atomically, as an editor would; the host takes it over by itself.
  public void rewrite(String yaml) {
    write(file, yaml);
  }

  @Override
  public void close() {
    host.close();
    if (made != null && Files.exists(made)) {
      delete(made);
    }
  }

  private static void write(Path file, String yaml) {
    try {
      boolean choosesPort = yaml.startsWith("http:") || yaml.contains("\nhttp:");
      Path fresh =
          Files.writeString(
              file.resolveSibling(file.getFileName() + ".new"),
              choosesPort ? yaml : FREE_PORT + yaml);
      Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What to start. Not thread-safe.
  public static final class Builder {
    private final Map<String, Connector> connectors = new LinkedHashMap<>();
    private InstantSource clock = InstantSource.system();
    private @Nullable Path folder;

    private Builder() {}

    /// One more connector, started after those before it.
    public Builder and(String name, Connector connector) {
      if (connectors.putIfAbsent(name, connector) != null) {
        throw new IllegalArgumentException("two connectors by the name " + name);
      }
      return this;
    }

    public Builder clock(InstantSource source) {
      this.clock = source;
      return this;
    }

    /// Where the file is written, and what relative paths in it count from; it is left in place. A
    /// folder of its own unless set.
    public Builder folder(Path existing) {
      this.folder = existing;
      return this;
    }

    /// @param yaml the text of `webhooks.yaml`
    /// @throws dev.interlock.api.InterlockException where the file is wrong or a connector fails to
    ///   start
    public TestHost start(String yaml) {
      Path home = folder == null ? temporary() : folder;
      @Nullable Path made = folder == null ? home : null;
      Path file = home.resolve("webhooks.yaml");
      boolean started = false;
      try {
        write(file, yaml);
        TestHost host =
            new TestHost(
                EmbeddedHost.start(new EmbeddedHost.Setup(file, connectors, clock)), file, made);
        started = true;
        return host;
      } finally {
        if (!started && made != null) {
          delete(made);
        }
      }
    }

    private static Path temporary() {
      try {
        return Files.createTempDirectory("interlock-test");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
