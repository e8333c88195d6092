package dev.interlock.webhooks.takeover;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.settings.Secret;
import dev.interlock.api.store.Store;
import dev.interlock.api.store.TakenOver;
import dev.interlock.api.store.Takeover;
import dev.interlock.webhooks.registered.RegisteredWebhook;
import dev.interlock.webhooks.registered.RegisteredWebhook.SealedSecrets;
import dev.interlock.webhooks.registered.RegisteredWebhook.Terms;
import dev.interlock.webhooks.registered.store.PostmandWebhook;
import dev.interlock.webhooks.registered.store.RegisteredTable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// Takes over the webhooks of a postmand database, with their ids and times. Those that may not be
/// sent to come in inactive, with a note that says why. For one thread.
public final class PostmandTakeover {

  /// Beyond it notes are only counted.
  private static final int MOST_NOTES = 1000;

  private final Store store;
  private final RegisteredTable table;
  private final Admissibility admissibility;
  private final Takeover takeover;

  private final List<String> notes = new ArrayList<>();
  private final Set<String> networks = new TreeSet<>();
  private long noted;
  private long imported;
  private long known;

  private PostmandTakeover(Takeover takeover) {
    this.takeover = takeover;
    this.store = takeover.store();
    this.table = new RegisteredTable(store);
    this.admissibility = new Admissibility(takeover.egress());
  }

  public static TakenOver run(Takeover takeover) {
    return new PostmandTakeover(takeover).run();
  }

  private TakenOver run() {
    checkRoom();
    PostmandWebhook.readAll(takeover, this::take);
    if (noted > notes.size()) {
      notes.add((noted - notes.size()) + " more came in inactive");
    }
    if (!networks.isEmpty()) {
      notes.add("to allow these addresses: egress: {allow: [" + String.join(", ", networks) + "]}");
    }
    return new TakenOver("webhooks", imported, known, notes);
  }

  /// Before anything is written.
  private void checkRoom() {
    Set<UUID> all = new HashSet<>(table.ids());
    int here = all.size();
    PostmandWebhook.readAll(takeover, webhook -> all.add(webhook.id()));
    if (all.size() > Math.max(here, RegisteredTable.MOST)) {
      throw full(all.size() + " webhooks with the " + here + " that are here");
    }
  }

  private static InterlockException full(String found) {
    return new InterlockException(
        ErrorCategory.USER,
        "from postmand: found "
            + found
            + ", expected at most "
            + RegisteredTable.MOST
            + ": delete those that aren't needed there first");
  }

  private void take(PostmandWebhook webhook) {
    if (table.find(webhook.id()).isPresent()) {
      known++;
      return;
    }
    Sendable sendable = Sendable.of(webhook);
    List<String> faults = new ArrayList<>(sendable.faults());
    if (faults.isEmpty()) {
      admissibility
          .refusal(sendable.terms().url())
          .ifPresent(
              refusal -> {
                faults.add(refusal.reason());
                networks.addAll(refusal.networks());
              });
    }
    Terms terms = faults.isEmpty() ? sendable.terms() : sendable.terms().withActive(false);
    String secret = webhook.secret();
    SealedSecrets sealed =
        secret.isEmpty() ? SealedSecrets.NONE : SealedSecrets.of(store.seal(new Secret(secret)));
    switch (table.add(new RegisteredWebhook(webhook.id(), terms, sealed, webhook.times(), 0))) {
      case ADDED -> {
        imported++;
        note(webhook, faults);
      }
      case KNOWN -> known++;
      case FULL -> throw full("more webhooks than there is room for");
    }
  }

  private void note(PostmandWebhook webhook, List<String> faults) {
    if (faults.isEmpty()) {
      return;
    }
    noted++;
    if (notes.size() < MOST_NOTES) {
      notes.add(
          "inactive: webhook \""
              + webhook.address().name()
              + "\" "
              + webhook.id()
              + ": "
              + String.join("; ", faults));
    }
  }
}
