package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryArchive;
import dev.interlock.host.delivery.DeliveryArchiveContract;
import dev.interlock.host.delivery.DeliveryStore;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeliveryStoreTest extends DeliveryArchiveContract {

  @TempDir private Path folder;
  private final MovedClock clock = new MovedClock();
  private HostStore host;
  private SqlDeliveryStore store;

  @BeforeEach
  void open() {
    host = new HostStore(StoreSettings.DEFAULT, folder, Map.of());
    store = SqlDeliveryStore.over(host, clock);
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
    clock.pass(duration);
  }
}
