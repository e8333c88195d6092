package dev.interlock.host;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.settings.EnvFile;
import dev.interlock.api.store.TakenOver;
import dev.interlock.api.store.Takeover;
import dev.interlock.host.delivery.store.Adoption;
import dev.interlock.host.delivery.store.PostmandTables;
import dev.interlock.host.plugin.ConnectorTypes;
import dev.interlock.host.store.ForeignDatabase;
import dev.interlock.host.store.HostStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/// Takes over a postmand database: its webhooks by the connector that knows them, then their
/// deliveries and attempts. What is there already stays as it is, so it may be done again after an
/// interruption. For one thread.
final class PostmandImport {

  static final String VARIABLE = "POSTMAND_DATABASE_URL";
  private static final String SYSTEM = "postmand";

  private final HostStore store;
  private final Egress egress;
  private final InstantSource clock;

  PostmandImport(HostStore store, Egress egress, InstantSource clock) {
    this.store = store;
    this.egress = egress;
    this.clock = clock;
  }

  /// Where postmand's database lies: by the environment, or the file `.env` beside the operator's
  /// file; empty where neither says so.
  ///
  /// @param folder of the operator's file
  static String url(Map<String, String> environment, Path folder) {
    String set = environment.getOrDefault(VARIABLE, "").strip();
    return set.isEmpty()
        ? EnvFile.read(folder.resolve(".env"), VARIABLE).getOrDefault(VARIABLE, "").strip()
        : set;
  }

  /// @param url of postmand's database; empty where nothing says it
  /// @throws InterlockException where it isn't set, the database can't be read, or no connector
  ///   knows postmand
  List<TakenOver> run(String url, ConnectorTypes types) {
    if (url.isEmpty()) {
      throw new InterlockException(
          ErrorCategory.USER, VARIABLE + " is not set; expected postgres://USER@HOST/DATABASE");
    }
    try (ForeignDatabase from = ForeignDatabase.open(VARIABLE, url)) {
      return run(from, types);
    }
  }

  private List<TakenOver> run(ForeignDatabase from, ConnectorTypes types) {
    for (ConnectorTypes.Type type : types.all().values()) {
      String name = type.module().name();
      Takeover takeover = from.takeover(SYSTEM, store.of(name, type.module().loader()), egress);
      Optional<TakenOver> taken = type.connector().takeOver(takeover);
      if (taken.isPresent()) {
        PostmandTables tables = new PostmandTables(from, name);
        Adoption adoption = Adoption.into(store, clock);
        return List.of(
            taken.get(),
            taken("deliveries", tables::deliveries, adoption::deliveries),
            taken("attempts", tables::attempts, adoption::attempts));
      }
    }
    throw new InterlockException(
        ErrorCategory.USER, "no connector takes over from postmand; expected webhooks in plugins/");
  }

  /// @param tables hands over what it finds, a batch at a time
  /// @param adopt takes a batch, and says how many of it were not there
  private static <T> TakenOver taken(
      String what, Consumer<Consumer<List<T>>> tables, ToLongFunction<List<T>> adopt) {
    AtomicLong found = new AtomicLong();
    AtomicLong imported = new AtomicLong();
    tables.accept(
        batch -> {
          imported.addAndGet(adopt.applyAsLong(batch));
          found.addAndGet(batch.size());
        });
    return new TakenOver(what, imported.get(), found.get() - imported.get(), List.of());
  }
}
