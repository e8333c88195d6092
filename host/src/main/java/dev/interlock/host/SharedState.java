package dev.interlock.host;

import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreException;
import dev.interlock.host.bus.schedule.TickClaims;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.coordination.DispatchAborts;
import dev.interlock.host.store.coordination.PublishedOutcomes;
import dev.interlock.host.store.coordination.ScheduleTicks;
import dev.interlock.host.store.coordination.SeenSchemas;
import dev.interlock.host.store.coordination.SeenSchemas.Schema;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What this host has in common with others, and with its own next start: through the store.
/// Thread-safe.
final class SharedState {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.host");

  private final HostStore store;
  private final PublishedOutcomes outcomes;
  private final SeenSchemas schemas;
  private final ScheduleTicks ticks;
  private final DispatchAborts aborts;
  private volatile boolean schemasKept;

  /// @param host the id of this run of this host
  SharedState(HostStore store, InstantSource clock, String host) {
    this.store = store;
    this.outcomes = new PublishedOutcomes(store.own(), clock, host);
    this.schemas = new SeenSchemas(store.own(), clock);
    this.ticks = new ScheduleTicks(store.own(), host);
    this.aborts = new DispatchAborts(store);
  }

  private boolean manyHosts() {
    return store.dialect() == StoreDialect.POSTGRESQL;
  }

  PublishedOutcomes outcomes() {
    return outcomes;
  }

  TickClaims claims() {
    return manyHosts() ? new Claims(ticks) : TickClaims.ALONE;
  }

  private record Claims(ScheduleTicks ticks) implements TickClaims {
    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public boolean claim(String schedule, Instant tick) {
      return ticks.claim(schedule, tick);
    }

    @Override
    public void renew(String schedule, Instant tick) {
      ticks.renew(schedule, tick);
    }

    @Override
    public void ended(String schedule, Instant tick) {
      ticks.ended(schedule, tick);
    }
  }

  Optional<Json> abortElsewhere(String dispatch) {
    return manyHosts() ? aborts.request(dispatch) : Optional.empty();
  }

  /// @param abort gives the dispatch's state, or empty where it doesn't run here
  Registration abortForOthers(Function<String, Optional<Json>> abort) {
    return manyHosts() ? aborts.serve(abort) : () -> {};
  }

  /// Without the connectors whose schemas break what was seen before. Where the store is not in use
  /// yet, nothing was.
  ConnectorTypes admitted(ConnectorTypes types) {
    if (!store.isOpen()) {
      return types;
    }
    SchemaGate gate = new SchemaGate(types);
    if (gate.carried().isEmpty()) {
      return types;
    }
    Map<String, String> refused = gate.refused(schemas.all());
    schemas.remember(gate.carriedBut(refused.keySet()));
    schemasKept = true;
    return types.without(refused);
  }

  /// Keeps what the JARs carry, where that could not be done before the start: in the background,
  /// since the store may have to be made for it. What is kept already stays.
  void rememberLater(ConnectorTypes admitted) {
    if (schemasKept) {
      return;
    }
    Thread.ofVirtual()
        .name("schemas")
        .start(
            () -> {
              try {
                List<Schema> carried = new SchemaGate(admitted).carried();
                schemas.remember(carried);
              } catch (StoreException failure) {
                LOG.warn("the schemas of events could not be kept: {}", failure.getMessage());
              }
            });
  }

  /// Keeps what the JARs carry for `event` in the place of what was first seen.
  ///
  /// @return which versions; empty where no JAR carries a schema of it
  List<Integer> accept(ConnectorTypes types, String event) {
    return new SchemaGate(types).accept(schemas, event);
  }
}
