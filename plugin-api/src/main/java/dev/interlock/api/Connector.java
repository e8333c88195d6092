package dev.interlock.api;

import dev.interlock.api.command.CommandContext;
import dev.interlock.api.store.TakenOver;
import dev.interlock.api.store.Takeover;
import java.util.List;
import java.util.Optional;
import org.pf4j.ExtensionPoint;

/// A plugin JAR's one extension: what it defines, what it handles, and how it sends.
///
/// `events`, `configuration` and `commands` are pure: they are asked without a start, from any
/// thread, so that `validate`, `schema`, `events` and `--help` work from them alone. `start` only
/// registers; whatever it registered goes when the connector goes. The connector's name is the
/// `Plugin-Id` of its JAR, and its section of the file bears it.
public interface Connector extends ExtensionPoint {

  /// The event types that this connector defines.
  default List<Event<?, ?>> events() {
    return List.of();
  }

  /// The record that this connector's section of the file is bound to; `Void.class` where it takes
  /// no section.
  default Class<?> configuration() {
    return Void.class;
  }

  /// Further commands of the `interlock` command line: objects annotated with picocli's `@Command`.
  default List<Object> commands(CommandContext context) {
    return List.of();
  }

  /// Takes over what an older system has of this connector's, without a start, for `interlock
  /// migrate --from-SYSTEM`. Done again it changes nothing that is there. Deliveries and their
  /// attempts are taken over by the host afterwards.
  ///
  /// @return empty where this connector doesn't know the system
  /// @throws dev.interlock.api.store.StoreException where its database can't be read
  default Optional<TakenOver> takeOver(Takeover takeover) {
    return Optional.empty();
  }

  /// Registers handlers and routes. Called once, on a thread of its own; what takes longer than the
  /// host's start limit, or throws, leaves this connector out and harms no other.
  void start(ConnectorContext context) throws Exception;

  /// Called once after the last dispatch has left: close what `start` opened. May block up to the
  /// shutdown budget, then the thread is interrupted.
  default void stop() throws Exception {}
}
