package dev.interlock.host.bus;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What one start of a connector registers in one room of the host, beside its handlers: prepared
/// and unseen until `open`, in force until its successor opens, used on by what began before. Calls
/// come from one thread at a time.
///
/// @param <T> the services of that room, as the connector sees them
public interface Staged<T> extends AutoCloseable {

  T services();

  /// Puts everything in force at once, in the place of what the predecessor has. Never fails.
  ///
  /// @param predecessor of the same room; null where the connector didn't run
  void open(@Nullable Staged<T> predecessor);

  /// Nothing new begins by it.
  ///
  /// @return ends with the last use that has begun
  CompletableFuture<Void> retire();

  /// Takes away what is still its own. Idempotent.
  @Override
  void close();
}
