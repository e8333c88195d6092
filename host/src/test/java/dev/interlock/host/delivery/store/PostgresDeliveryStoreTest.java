package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryArchive;
import dev.interlock.host.delivery.DeliveryArchiveContract;
import dev.interlock.host.delivery.DeliveryStore;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import dev.interlock.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class PostgresDeliveryStoreTest extends DeliveryArchiveContract {

  @TempDir private Path folder;
  private HostStore host;
  private SqlDeliveryStore store;

  @BeforeEach
  void open() {
    String url = PostgresServer.shared().newDatabase();
    host = new HostStore(StoreSettings.of(url, null, null, 4), folder, Map.of());
    store = SqlDeliveryStore.over(host, InstantSource.system());
  }

  @AfterEach
  void close() {
    store.close();
    host.close();
  }

  @Override
  protected DeliveryStore store() {
    return store;
  }

  @Override
  protected DeliveryArchive archive() {
    return store.archive();
  }

  @Override
  protected void pass(Duration duration) {
    PastTimes.shift(host.own(), duration);
  }
}
