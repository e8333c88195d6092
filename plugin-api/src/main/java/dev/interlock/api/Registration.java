package dev.interlock.api;

/// Something registered. `close` is idempotent and takes it away; the connector's stop does the
/// same.
public interface Registration extends AutoCloseable {
  @Override
  void close();
}
