package dev.interlock.host.delivery.store;

import dev.interlock.api.settings.Secret;
import dev.interlock.api.store.Store;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreWork;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Counts the statements that go to the database, beginnings and ends of transactions included.
record CountingStore(Store store, AtomicLong statements) implements Store {

  @Override
  public StoreDialect dialect() {
    return store.dialect();
  }

  @Override
  public boolean exists() {
    return store.exists();
  }

  @Override
  public <T extends @Nullable Object> T read(StoreWork<T> work) {
    return store.read(counted(work));
  }

  @Override
  public <T extends @Nullable Object> T write(StoreWork<T> work) {
    return store.write(counted(work));
  }

  private <T extends @Nullable Object> StoreWork<T> counted(StoreWork<T> work) {
    return connection -> {
      statements.addAndGet(2);
      return work.run(counting(Connection.class, connection));
    };
  }

  private <T> T counting(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              if (method.getName().startsWith("execute")) {
                statements.incrementAndGet();
              }
              try {
                Object result = method.invoke(real, arguments);
                return result instanceof PreparedStatement statement
                        && !method.getName().equals("unwrap")
                    ? counting(PreparedStatement.class, statement)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  @Override
  public void checkSealed(java.sql.Connection connection, String sealed)
      throws java.sql.SQLException {
    store.checkSealed(connection, sealed);
  }

  @Override
  public String seal(Secret secret) {
    return store.seal(secret);
  }

  @Override
  public Secret unseal(String sealed) {
    return store.unseal(sealed);
  }
}
