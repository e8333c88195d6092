package dev.interlock.api;

import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.http.Routes;
import dev.interlock.api.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;

/// The services that the host gives to one connector. Thread-safe; after the connector has stopped
/// every call that would register or send throws `IllegalStateException`.
public interface ConnectorContext {

  /// This connector's name: its `Plugin-Id`, and its key in the file.
  String name();

  /// This connector's version, from its manifest.
  String version();

  /// The name of the assembly: what a webhook body calls `source.assembly`.
  String assembly();

  /// The folder of the file: relative paths in a section, and commands that it names, count from
  /// here.
  Path folder();

  /// Publishes events and handles them.
  Events events();

  /// This connector's section of the file, bound to `type` and validated. `type` is what
  /// `Connector.configuration` names.
  <T> T configuration(Class<T> type);

  /// The host's database. Opened when first used.
  Store store();

  /// Delivers to this connector's targets.
  Deliveries deliveries();

  /// Sends HTTP requests through the guard.
  Egress egress();

  /// HTTP routes under the host's one port.
  Routes routes();

  /// Meters of this connector, removed with it.
  MeterRegistry meters();

  /// JSON Schemas of any event.
  Schemas schemas();

  /// The only source of wall-clock time.
  InstantSource clock();

  /// Logs under this connector's name.
  Logger logger();

  /// Lines for people: a terminal shows them, a log keeps them. Outside text in them is escaped by
  /// the host.
  Logger activity();

  /// How long a stop may take in all.
  Duration shutdownBudget();
}
