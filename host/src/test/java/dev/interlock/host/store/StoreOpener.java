package dev.interlock.host.store;

import java.nio.file.Path;
import java.util.Map;

/// Another process that opens the store of a folder: it prints a line, keeps the store until its
/// input ends, and exits with 1 where it is refused.
final class StoreOpener {

  private StoreOpener() {}

  public static void main(String[] arguments) throws Exception {
    try (HostStore store = new HostStore(StoreSettings.DEFAULT, Path.of(arguments[0]), Map.of())) {
      store.open();
      System.out.println("open");
      if (arguments.length > 1) {
        System.in.read();
      }
    } catch (dev.interlock.api.store.StoreException refused) {
      System.out.println(refused.getMessage());
      System.exit(1);
    }
  }
}
