package dev.interlock.host.http;

import java.util.List;

/// Accepts the schemas that plugins carry now, in the place of those that were first seen.
@FunctionalInterface
public interface SchemaAcceptance {

  /// @return which versions of the event; empty where no JAR carries a schema of it
  /// @throws dev.interlock.api.store.StoreException where that can't be kept
  List<Integer> accept(String event);
}
