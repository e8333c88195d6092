package dev.interlock.host.store;

import dev.interlock.testkit.PostgresServer;
import java.nio.file.Path;
import java.util.Map;

/// Stores on real servers.
public final class TestPostgres {

  private TestPostgres() {}

  /// A store on an empty database of the server that this JVM's tests share.
  public static HostStore freshStore(Path folder) {
    return store(PostgresServer.shared().newDatabase(), folder);
  }

  public static HostStore store(String url, Path folder) {
    return new HostStore(StoreSettings.of(url, null, null, 4), folder, Map.of());
  }
}
