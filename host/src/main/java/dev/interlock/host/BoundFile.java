package dev.interlock.host;

import dev.interlock.api.TypeToken;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.host.bus.BusSettings;
import dev.interlock.host.bus.schedule.ScheduleSettings;
import dev.interlock.host.config.BoundSection;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.config.ConfigException;
import dev.interlock.host.config.ConfigProblem;
import dev.interlock.host.config.ConfigProblem.Severity;
import dev.interlock.host.config.KnownEvents;
import dev.interlock.host.config.Nearest;
import dev.interlock.host.config.SettingsBinder;
import dev.interlock.host.egress.EgressSettings;
import dev.interlock.host.http.HttpSettings;
import dev.interlock.host.plugin.ConnectorSettings;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.store.StoreSettings;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The whole file, bound to the records of host and connectors; with problems that are errors, only
/// the problems count.
final class BoundFile {

  private static final TypeToken<Map<String, HostSettings.EventOverrides>> EVENTS =
      new TypeToken<>() {};
  private static final TypeToken<List<ScheduleSettings>> SCHEDULES = new TypeToken<>() {};

  /// The host's own keys, with the types that they are bound to.
  static final Map<String, Type> HOST_KEYS = hostKeys();

  private final ConfigDocument document;
  private final SettingsBinder binder;
  private final KnownEvents known;
  private final List<ConfigProblem> problems = new ArrayList<>();
  private List<String> untaken = List.of();

  private HttpSettings http = HttpSettings.DEFAULT;
  private EgressSettings egress = EgressSettings.DEFAULT;
  private StoreSettings store = StoreSettings.DEFAULT;
  private HostSettings.Plugins plugins = HostSettings.Plugins.DEFAULT;
  private BusSettings bus = new BusSettings(Assembly.HOST, Map.of());
  private List<ScheduleSettings> schedules = List.of();
  private Duration shutdownTimeout = HostSettings.SHUTDOWN_TIMEOUT;
  private final Map<String, ConnectorSettings> connectors = new LinkedHashMap<>();

  private BoundFile(ConfigDocument document, Assembly assembly) {
    this.document = document;
    this.known = KnownEvents.of(assembly.events(), assembly.incomplete());
    this.binder = new SettingsBinder(document, known);
  }

  private static Map<String, Type> hostKeys() {
    Map<String, Type> keys = new LinkedHashMap<>();
    keys.put("assembly", String.class);
    keys.put("http", HttpSettings.class);
    keys.put("store", StoreSettings.class);
    keys.put("plugins", HostSettings.Plugins.class);
    keys.put("events", EVENTS.type());
    keys.put("schedules", SCHEDULES.type());
    keys.put("egress", EgressSettings.class);
    keys.put("shutdown_timeout", Duration.class);
    return java.util.Collections.unmodifiableMap(keys);
  }

  static BoundFile of(ConfigDocument document, Assembly assembly) {
    BoundFile bound = new BoundFile(document, assembly);
    Set<String> keys = new LinkedHashSet<>(HOST_KEYS.keySet());
    assembly.modules().forEach(module -> keys.add(module.name()));
    bound.problems.addAll(document.unknownKeys(keys, assembly.incomplete()));
    bound.untaken = document.keys().stream().filter(key -> !keys.contains(key)).sorted().toList();
    bound.bindHost();
    assembly.types().all().values().forEach(bound::bindConnector);
    bound.problems.sort(ConfigProblem::byPlace);
    return bound;
  }

  private void bindHost() {
    http = section("http", HttpSettings.class, http).resolvedAgainst(document.folder());
    egress = section("egress", EgressSettings.class, egress);
    store = section("store", StoreSettings.class, ofPostmand(store));
    plugins = section("plugins", HostSettings.Plugins.class, HostSettings.Plugins.DEFAULT);
    String name = section("assembly", String.class, Assembly.HOST);
    shutdownTimeout = section("shutdown_timeout", Duration.class, shutdownTimeout);
    bus = new BusSettings(name, deadlines());
    if (document.has("schedules")) {
      schedules = take(binder.bind("schedules", SCHEDULES), List.of());
      checkSchedules();
    }
  }

  private StoreSettings ofPostmand(StoreSettings otherwise) {
    try {
      return PostmandStore.of(document, System.getenv()).orElse(otherwise);
    } catch (InvalidSetting wrong) {
      error("webhooks.compat.postmand", String.valueOf(wrong.getMessage()));
      return otherwise;
    }
  }

  private Map<String, Duration> deadlines() {
    if (!document.has("events")) {
      return Map.of();
    }
    Map<String, Duration> deadlines = new HashMap<>();
    take(binder.bind("events", EVENTS), Map.of())
        .forEach(
            (event, overrides) -> {
              requireEvent("events." + event, event);
              Duration deadline = overrides.beforeDeadline();
              if (deadline != null) {
                deadlines.put(event, deadline);
              }
            });
    return deadlines;
  }

  private void checkSchedules() {
    Set<String> names = new LinkedHashSet<>();
    try (ScheduleCheck check = new ScheduleCheck(document)) {
      for (int i = 0; i < schedules.size(); i++) {
        ScheduleSettings schedule = schedules.get(i);
        String path = "schedules[" + i + "]";
        requireEvent(path + ".publish", schedule.publish());
        known
            .find(schedule.publish())
            .ifPresent(event -> problems.addAll(check.problems(path, schedule, event)));
        if (!names.add(schedule.name())) {
          error(
              path + ".name",
              "found \"" + schedule.name() + "\" twice, expected a name of its own");
        }
      }
    }
  }

  private void requireEvent(String path, String event) {
    if (known.find(event).isPresent()) {
      return;
    }
    List<String> names = known.events().stream().map(each -> each.name()).toList();
    Severity severity = known.incomplete() ? Severity.WARNING : Severity.ERROR;
    problems.add(
        document.problem(
            severity, path, "found \"" + event + "\", no such event" + Nearest.hint(event, names)));
  }

  private void error(String path, String message) {
    problems.add(document.problem(Severity.ERROR, path, message));
  }

  private <T> T section(String key, Class<T> type, T absent) {
    return document.has(key) ? take(binder.bind(key, type), absent) : absent;
  }

  private <T> T take(BoundSection<T> bound, T otherwise) {
    problems.addAll(bound.problems());
    return bound.settings().orElse(otherwise);
  }

  private void bindConnector(ConnectorTypes.Type type) {
    String name = type.module().name();
    BoundSection<?> bound;
    try {
      bound = binder.bind(name, type.settings());
    } catch (RuntimeException | LinkageError failure) {
      String why = "settings of " + type.settings().getName() + " can't be read: " + failure;
      problems.add(document.problem(Severity.WARNING, name, why));
      connectors.put(name, new ConnectorSettings.Dormant(why));
      return;
    }
    if (document.has(name) || bound.errors().isEmpty()) {
      problems.addAll(bound.problems());
      connectors.put(name, new ConnectorSettings.Bound(bound.settings().orElse(null)));
    } else {
      String missing = bound.errors().getFirst().message();
      connectors.put(
          name,
          new ConnectorSettings.Dormant("no section \"" + name + "\" in the file: " + missing));
    }
  }

  /// @throws ConfigException with every error
  BoundFile orThrow() {
    List<ConfigProblem> errors = problems.stream().filter(ConfigProblem::isError).toList();
    if (!errors.isEmpty()) {
      throw new ConfigException(errors);
    }
    return this;
  }

  ConfigDocument document() {
    return document;
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  /// Sections whose connector isn't loaded, by their names.
  List<String> untaken() {
    return untaken;
  }

  /// @param port overrides the file's
  HttpSettings http(@Nullable Integer port) {
    return port == null ? http : http.withPort(port);
  }

  EgressSettings egress() {
    return egress;
  }

  StoreSettings store() {
    return store;
  }

  HostSettings.Plugins plugins() {
    return plugins;
  }

  BusSettings bus() {
    return bus;
  }

  List<ScheduleSettings> schedules() {
    return schedules;
  }

  Duration shutdownTimeout() {
    return shutdownTimeout;
  }

  ConnectorSettings connector(String name) {
    return connectors.getOrDefault(name, new ConnectorSettings.Dormant("not bound"));
  }

  /// Every top-level key with its type, for the schema of the file and for `generate`.
  static Map<String, Type> sections(Assembly assembly) {
    Map<String, Type> sections = new LinkedHashMap<>(HOST_KEYS);
    Map<String, Type> own = new TreeMap<>();
    assembly.types().all().forEach((name, type) -> own.put(name, type.settings()));
    own.values().removeIf(type -> type == Void.class);
    sections.putAll(own);
    return sections;
  }
}
