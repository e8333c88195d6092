package dev.interlock.host.plugin;

import static java.util.Objects.requireNonNull;

import dev.interlock.api.Connector;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What each connector says of itself without a start: its events, its settings' record, itself for
/// its commands. Immutable.
public final class ConnectorTypes {

  private final Map<String, Type> all;
  private final Map<String, String> failures;

  /// @param connector made only to be asked; never started
  public record Type(
      PluginModule module, Connector connector, List<Event<?, ?>> events, Class<?> settings) {
    public Type {
      events = List.copyOf(events);
    }
  }

  private ConnectorTypes(Map<String, Type> all, Map<String, String> failures) {
    this.all = all;
    this.failures = failures;
  }

  /// Asks every module. One that throws, hangs, or defines an event that another defines already is
  /// left out with its reason.
  public static ConnectorTypes of(List<PluginModule> modules) {
    Map<String, Type> all = new LinkedHashMap<>();
    Map<String, String> failures = new LinkedHashMap<>();
    Map<String, String> definers = new HashMap<>();
    HostEvents.all().forEach(event -> definers.put(event.name(), "the host"));
    for (PluginModule module : modules) {
      try {
        Type type = ask(module);
        requireNew(module.name(), type.events(), definers);
        type.events().forEach(event -> definers.put(event.name(), module.name()));
        all.put(module.name(), type);
      } catch (PluginFailureException failure) {
        failures.put(module.name(), String.valueOf(failure.getMessage()));
      }
    }
    return new ConnectorTypes(all, failures);
  }

  private static Type ask(PluginModule module) {
    Connector connector = module.example();
    return module
        .calling("events() and configuration()")
        .call(
            () ->
                new Type(
                    module,
                    connector,
                    requireNonNull(connector.events(), "events() is null"),
                    requireNonNull(connector.configuration(), "configuration() is null")));
  }

  private static void requireNew(
      String name, List<Event<?, ?>> events, Map<String, String> definers) {
    List<String> own = new ArrayList<>();
    for (Event<?, ?> event : events) {
      String definer = own.contains(event.name()) ? name : definers.get(event.name());
      if (definer != null) {
        throw new PluginFailureException(
            "event \""
                + event.name()
                + "\" is defined by "
                + definer
                + " and by "
                + name
                + "; expected one of them");
      }
      own.add(event.name());
    }
  }

  public Map<String, Type> all() {
    return java.util.Collections.unmodifiableMap(all);
  }

  /// The same without some connectors, which count as failures.
  ///
  /// @param refused by connector, why
  public ConnectorTypes without(Map<String, String> refused) {
    Map<String, Type> left = new LinkedHashMap<>(all);
    left.keySet().removeAll(refused.keySet());
    Map<String, String> more = new LinkedHashMap<>(failures);
    more.putAll(refused);
    return new ConnectorTypes(left, more);
  }

  /// By connector, why it was left out.
  public Map<String, String> failures() {
    return java.util.Collections.unmodifiableMap(failures);
  }
}
