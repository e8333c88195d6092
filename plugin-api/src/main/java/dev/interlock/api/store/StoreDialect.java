package dev.interlock.api.store;

/// Which SQL the store speaks.
public enum StoreDialect {
  SQLITE,
  POSTGRESQL
}
