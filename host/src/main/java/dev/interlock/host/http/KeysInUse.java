package dev.interlock.host.http;

import dev.interlock.host.store.coordination.PublishedOutcomes;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What this host knows of its keys whatever the store does: whose event runs, and what the store
/// should have been told as it failed. The latter is bounded: the oldest is forgotten, and its key
/// stays in doubt. Thread-safe.
final class KeysInUse {

  private static final int MOST = 1000;
  private static final int LONGEST_REPLY = 64 << 10;

  /// How it stands with the event of a key that the store holds for unfinished.
  sealed interface Truth {
    /// It never began, though the key may be claimed.
    record NeverRan() implements Truth {}

    /// It ended so.
    record Ended(int status, String reply) implements Truth {}
  }

  /// One for each dispatch that runs.
  private final Set<PublishedOutcomes.Key> running = new HashSet<>();

  private final Map<PublishedOutcomes.Key, Truth> untold =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PublishedOutcomes.Key, Truth> eldest) {
          return size() > MOST;
        }
      };

  /// False where its event runs here already.
  synchronized boolean begin(PublishedOutcomes.Key key) {
    untold.remove(key);
    return running.add(key);
  }

  /// Its event runs no longer, and there is nothing that the store should be told.
  synchronized void ended(PublishedOutcomes.Key key) {
    running.remove(key);
    untold.remove(key);
  }

  /// To claim it failed, so it may be claimed all the same.
  synchronized void claimFailed(PublishedOutcomes.Key key) {
    if (!running.contains(key)) {
      untold.put(key, new Truth.NeverRan());
    }
  }

  /// Its event did not begin after all, and the store could not be told.
  synchronized void neverRan(PublishedOutcomes.Key key) {
    running.remove(key);
    untold.put(key, new Truth.NeverRan());
  }

  /// Its event has ended, and the store could not be told.
  synchronized void ended(PublishedOutcomes.Key key, int status, String reply) {
    running.remove(key);
    if (reply.length() <= LONGEST_REPLY) {
      untold.put(key, new Truth.Ended(status, reply));
    }
  }

  synchronized Optional<Truth> untold(PublishedOutcomes.Key key) {
    return Optional.ofNullable(untold.get(key));
  }
}
