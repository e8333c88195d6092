package dev.interlock.host.delivery.store;

import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreWork;
import dev.interlock.host.store.CrashPoint;

/// Transactions at whose commit a crash test may end the process. Thread-safe.
record Commits(Store store) {

  <T> T write(CrashPoint before, CrashPoint after, StoreWork<T> work) {
    T result =
        store.write(
            connection -> {
              T written = work.run(connection);
              before.pass();
              return written;
            });
    after.pass();
    return result;
  }
}
