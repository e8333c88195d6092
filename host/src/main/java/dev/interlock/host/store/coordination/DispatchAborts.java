package dev.interlock.host.store.coordination;

import dev.interlock.api.Json;
import dev.interlock.api.Registration;
import dev.interlock.api.store.StoreException;
import dev.interlock.host.store.HostStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the other hosts of one PostgreSQL to abort a dispatch, and does so for them. Whoever runs
/// it answers; a request that nobody answers is forgotten. Thread-safe.
public final class DispatchAborts {

  private static final Logger LOG = LoggerFactory.getLogger(DispatchAborts.class);
  private static final String CHANNEL = "interlock_abort";
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(25);

  private final HostStore store;

  public DispatchAborts(HostStore store) {
    this.store = store;
  }

  /// The state that the dispatch's host answers; empty where none answers within 2 s.
  public Optional<Json> request(String dispatch) {
    store.execute(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "with asked as (insert into interlock_dispatch_abort (dispatch) values (?) on"
                      + " conflict (dispatch) do nothing) select pg_notify('"
                      + CHANNEL
                      + "', ?)")) {
            insert.setString(1, dispatch);
            insert.setString(2, dispatch);
            return insert.execute();
          }
        });
    try {
      long end = System.nanoTime() + PATIENCE.toNanos();
      Optional<Json> answer = answer(dispatch);
      while (answer.isEmpty() && System.nanoTime() < end && !Thread.interrupted()) {
        LockSupport.parkNanos(LOOK.toNanos());
        answer = answer(dispatch);
      }
      return answer;
    } finally {
      forget(dispatch);
    }
  }

  private Optional<Json> answer(String dispatch) {
    return store
        .own()
        .read(
            connection -> {
              try (PreparedStatement select =
                  connection.prepareStatement(
                      "select answer from interlock_dispatch_abort where dispatch = ? and answer is"
                          + " not null")) {
                select.setString(1, dispatch);
                try (ResultSet row = select.executeQuery()) {
                  return row.next() ? Optional.of(Json.of(row.getString(1))) : Optional.empty();
                }
              }
            });
  }

  private void forget(String dispatch) {
    store.execute(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "delete from interlock_dispatch_abort where dispatch = ? or requested_at <"
                      + " clock_timestamp() - interval '1 minute'")) {
            delete.setString(1, dispatch);
            return delete.executeUpdate();
          }
        });
  }

  /// Aborts for other hosts what this one runs.
  ///
  /// @param abort gives the dispatch's state, or empty where it doesn't run here
  public Registration serve(Function<String, Optional<Json>> abort) {
    return store.listen(
        CHANNEL,
        payload ->
            Thread.ofVirtual()
                .name("abort")
                .start(
                    () ->
                        (payload.isEmpty() ? waiting() : List.of(payload))
                            .forEach(each -> serve(each, abort))));
  }

  private void serve(String dispatch, Function<String, Optional<Json>> abort) {
    try {
      abort.apply(dispatch).ifPresent(state -> answer(dispatch, state));
    } catch (StoreException failure) {
      LOG.warn("dispatch={} aborted, but whoever asked for it wasn't told", dispatch, failure);
    }
  }

  private void answer(String dispatch, Json state) {
    store.execute(
        connection -> {
          try (PreparedStatement update =
              connection.prepareStatement(
                  "update interlock_dispatch_abort set answer = ? where dispatch = ?")) {
            update.setString(1, state.text());
            update.setString(2, dispatch);
            return update.executeUpdate();
          }
        });
  }

  /// What was asked while nobody listened.
  private List<String> waiting() {
    try {
      return store
          .own()
          .read(
              connection -> {
                List<String> all = new ArrayList<>();
                try (PreparedStatement select =
                        connection.prepareStatement(
                            "select dispatch from interlock_dispatch_abort where answer is null");
                    ResultSet rows = select.executeQuery()) {
                  while (rows.next()) {
                    all.add(rows.getString(1));
                  }
                }
                return all;
              });
    } catch (StoreException failure) {
      LOG.debug("requests to abort can't be read", failure);
      return List.of();
    }
  }
}
