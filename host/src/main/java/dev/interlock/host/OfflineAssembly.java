package dev.interlock.host;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.api.Preposition;
import dev.interlock.api.UnknownEventException;
import dev.interlock.api.store.StoreDialect;
import dev.interlock.api.store.StoreException;
import dev.interlock.api.store.TakenOver;
import dev.interlock.host.cli.AssemblySource;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.config.ConfigException;
import dev.interlock.host.config.ConfigProblem;
import dev.interlock.host.config.Nearest;
import dev.interlock.host.config.StartingFile;
import dev.interlock.host.delivery.store.SqlDeliveryStore;
import dev.interlock.host.egress.EgressClient;
import dev.interlock.host.plugin.CarriedSchemas;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.plugin.PluginFolder;
import dev.interlock.host.plugin.PluginLock;
import dev.interlock.host.plugin.PluginManifest;
import dev.interlock.host.plugin.PluginModule;
import dev.interlock.host.schema.ConfigSchema;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.MigrationReport;
import dev.interlock.host.store.coordination.SeenSchemas;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An assembly for the offline commands: file and plugins are only read where they ask for them.
/// For one thread.
final class OfflineAssembly implements AssemblySource.Offline {

  /// A line, no comment, in which the key may stand, in block or flow form.
  private static final Pattern PLUGINS_KEY = Pattern.compile("(?m)^[^#\\n]*plugins[\"']?\\s*:");

  private final AssemblySource.Options options;
  private final InstantSource clock;
  private @Nullable Assembly loaded;

  private OfflineAssembly(AssemblySource.Options options, InstantSource clock) {
    this.options = options;
    this.clock = clock;
  }

  static AssemblySource.Offline load(AssemblySource.Options options, InstantSource clock) {
    return new OfflineAssembly(options, clock);
  }

  private Assembly assembly() {
    Assembly assembly = loaded;
    if (assembly == null) {
      assembly = Assembly.load(options, Assembly.readIfPossible(options));
      loaded = assembly;
    }
    return assembly;
  }

  @Override
  public AssemblySource.Findings validate() {
    List<String> errors = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    for (PluginFolder.Rejected rejected : assembly().rejected()) {
      errors.add(rejected.jar() + "\n  " + rejected.reason());
    }
    assembly()
        .types()
        .failures()
        .forEach((name, why) -> errors.add("plugin " + name + "\n  " + why));
    errors.addAll(SchemaDifferences.of(assembly()));
    try {
      for (ConfigProblem problem : assembly().bind(Assembly.read(options)).problems()) {
        (problem.isError() ? errors : warnings).add(problem.text());
      }
    } catch (ConfigException malformed) {
      malformed.problems().forEach(problem -> errors.add(problem.text()));
    }
    return new AssemblySource.Findings(errors, warnings);
  }

  @Override
  public List<AssemblySource.EventRow> events() {
    List<AssemblySource.EventRow> rows = new ArrayList<>();
    HostEvents.all().forEach(event -> rows.add(row(event, Assembly.HOST)));
    assembly()
        .types()
        .all()
        .values()
        .forEach(
            type -> type.events().forEach(event -> rows.add(row(event, type.module().name()))));
    rows.sort(Comparator.comparing(AssemblySource.EventRow::name));
    return rows;
  }

  private static AssemblySource.EventRow row(Event<?, ?> event, String definer) {
    List<String> prepositions =
        event.isNotice() ? List.of("after") : List.of("before", "on", "after");
    return new AssemblySource.EventRow(
        event.name(), event.version(), definer, prepositions, event.description());
  }

  @Override
  public byte[] schema(Preposition preposition, String name) {
    return carried(preposition, name).orElseGet(() -> generated(preposition, name));
  }

  /// What a JAR carries, without loading it; empty where it takes more to know which JARs there
  /// are.
  private Optional<byte[]> carried(Preposition preposition, String name) {
    if (!options.overrides().isEmpty() || mayNamePlugins(options.config())) {
      return Optional.empty();
    }
    Path given = options.plugins();
    Path file = options.config().toAbsolutePath();
    Path parent = file.getParent();
    return CarriedSchemas.find(
        given == null ? Distribution.plugins() : given,
        PluginLock.read(parent == null ? file : parent),
        preposition,
        name);
  }

  private static boolean mayNamePlugins(Path config) {
    try {
      return Files.exists(config) && PLUGINS_KEY.matcher(Files.readString(config)).find();
    } catch (IOException _) {
      return true;
    }
  }

  private byte[] generated(Preposition preposition, String name) {
    Event<?, ?> event =
        assembly().events().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
    if (event.isNotice() && preposition == Preposition.BEFORE) {
      throw new InterlockException(
          ErrorCategory.USER, name + " is a notice: notices have no before");
    }
    try (TypeMapping mapping = new TypeMapping()) {
      return new EventSchemas(mapping).body(event, preposition);
    }
  }

  private UnknownEventException unknown(String name) {
    List<String> names = assembly().events().stream().map(Event::name).toList();
    return new UnknownEventException(
        "found \"" + name + "\", no such event" + Nearest.hint(name, names));
  }

  @Override
  public byte[] configSchema() {
    return ConfigSchema.of(BoundFile.sections(assembly()));
  }

  @Override
  public String startingFile(List<String> keys, boolean defaults) {
    Map<String, Type> all = BoundFile.sections(assembly());
    Map<String, Type> chosen = new LinkedHashMap<>();
    for (String key : keys.isEmpty() ? all.keySet() : keys) {
      Type type = all.get(key);
      if (type == null) {
        throw new InterlockException(
            ErrorCategory.USER,
            "found \"" + key + "\", no such section" + Nearest.hint(key, all.keySet()));
      }
      chosen.put(key, type);
    }
    return StartingFile.render(chosen, defaults);
  }

  @Override
  public List<AssemblySource.PluginRow> plugins() {
    List<AssemblySource.PluginRow> rows = new ArrayList<>();
    for (ConnectorTypes.Type type : assembly().types().all().values()) {
      rows.add(row(type.module().manifest(), "ready"));
    }
    assembly().modules().stream()
        .filter(module -> assembly().types().failures().containsKey(module.name()))
        .forEach(
            module ->
                rows.add(
                    row(
                        module.manifest(),
                        String.valueOf(assembly().types().failures().get(module.name())))));
    for (PluginFolder.Rejected rejected : assembly().rejected()) {
      rows.add(
          new AssemblySource.PluginRow(
              "?", "?", "?", "?", String.valueOf(rejected.jar()), rejected.reason()));
    }
    return rows;
  }

  private static AssemblySource.PluginRow row(PluginManifest manifest, String state) {
    return new AssemblySource.PluginRow(
        manifest.id(),
        manifest.version(),
        manifest.maturity().name().toLowerCase(Locale.ROOT),
        manifest.license(),
        String.valueOf(manifest.jar()),
        state);
  }

  @Override
  public String lock() {
    List<Path> jars = new ArrayList<>();
    assembly().modules().forEach(module -> jars.add(module.manifest().jar()));
    assembly().rejected().forEach(rejected -> jars.add(rejected.jar()));
    jars.sort(Comparator.naturalOrder());
    return PluginLock.render(jars);
  }

  @Override
  public List<AssemblySource.MigrationRow> migrate() {
    List<AssemblySource.MigrationRow> rows = new ArrayList<>();
    try (HostStore store = store()) {
      store.connect();
      rows.add(migrated(Assembly.HOST, store::migrate));
      for (PluginModule module : assembly().modules()) {
        rows.add(migrated(module.name(), () -> store.migrate(module.name(), module.loader())));
      }
    }
    for (PluginFolder.Rejected rejected : assembly().rejected()) {
      rows.add(
          new AssemblySource.MigrationRow(
              String.valueOf(rejected.jar().getFileName()), "?", "?", rejected.reason()));
    }
    return rows;
  }

  private static AssemblySource.MigrationRow migrated(
      String component, Supplier<MigrationReport> migration) {
    try {
      MigrationReport report = migration.get();
      return new AssemblySource.MigrationRow(component, report.from(), report.to(), "");
    } catch (StoreException failure) {
      return new AssemblySource.MigrationRow(
          component, "?", "?", String.valueOf(failure.getMessage()));
    }
  }

  @Override
  public List<TakenOver> importPostmand() {
    ConfigDocument document = Assembly.read(options);
    BoundFile file = assembly().bind(document).orThrow();
    InstantSource clock = InstantSource.system();
    try (HostStore store = new HostStore(file.store(), document.folder(), System.getenv());
        EgressClient egress = new EgressClient(file.egress(), clock, new SimpleMeterRegistry())) {
      String url = PostmandImport.url(System.getenv(), document.folder());
      return new PostmandImport(store, egress, clock).run(url, assembly().types());
    }
  }

  @Override
  public Map<String, Long> importSqlite(Path file) {
    try (HostStore store = store()) {
      return new SqliteImport(store, assembly().modules()).run(file, System.getenv());
    }
  }

  @Override
  public int rekey() {
    try (HostStore store = store()) {
      requireNoHosts(store);
      return store.rekey();
    }
  }

  /// Another process can't have a file open that this one has.
  private void requireNoHosts(HostStore store) {
    if (store.dialect() == StoreDialect.SQLITE) {
      return;
    }
    try (SqlDeliveryStore deliveries = SqlDeliveryStore.over(store, clock)) {
      List<String> living =
          deliveries.hosts().stream().map(host -> host.file().label()).sorted().toList();
      if (!living.isEmpty()) {
        throw new InterlockException(
            ErrorCategory.USER,
            "--rekey: found hosts that run on "
                + store.shown()
                + " ("
                + String.join(", ", living)
                + "), expected none: stop them first; one that was killed counts for 30 s");
      }
    }
  }

  @Override
  public List<Integer> acceptSchema(String event) {
    try (HostStore store = store()) {
      return new SchemaGate(assembly().types()).accept(new SeenSchemas(store.own(), clock), event);
    }
  }

  @Override
  public String backup(Path target) {
    try (HostStore store = store()) {
      store.backup(target);
      return store.shown();
    }
  }

  /// By the file as it is: not open yet.
  private HostStore store() {
    ConfigDocument document = Assembly.read(options);
    BoundFile file = assembly().bind(document).orThrow();
    return new HostStore(file.store(), document.folder(), System.getenv());
  }

  @Override
  public void close() {
    if (loaded != null) {
      loaded.close();
    }
  }
}
