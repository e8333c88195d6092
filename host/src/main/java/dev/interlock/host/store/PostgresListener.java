package dev.interlock.host.store;

import dev.interlock.api.Registration;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears notifications, on one connection of its own, which it makes anew whenever it is lost. Each
/// time it begins to hear a channel it calls its consumers with an empty payload: something may
/// have been missed. Where connections keep no session nothing is heard: each second something may
/// have been missed. Its thread is there from the first registration. Thread-safe.
final class PostgresListener implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("interlock.store");
  private static final int LOOK_MILLIS = 250;
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PROBE = Duration.ofSeconds(30);

  private final DataSource source;
  private final boolean sessions;
  private final Map<String, List<Consumer<String>>> channels = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /// Guarded by `this`.
  private @Nullable Thread thread;

  /// @param sessions whether a connection keeps its session of the server
  PostgresListener(DataSource source, boolean sessions) {
    this.source = source;
    this.sessions = sessions;
  }

  @SuppressWarnings("UnnecessaryMethodReference") // the object's identity is what is needed
  synchronized Registration listen(String channel, Consumer<String> payload) {
    Consumer<String> registered = payload::accept; // one registration each, whoever they are
    channels.computeIfAbsent(channel, _ -> new CopyOnWriteArrayList<>()).add(registered);
    if (thread == null && !closed) {
      thread =
          Thread.ofVirtual().name("store-listener").start(sessions ? this::serve : this::remind);
    }
    return () -> remove(channel, registered);
  }

  private void remove(String channel, Consumer<String> registered) {
    channels.computeIfPresent(
        channel,
        (_, consumers) -> {
          consumers.remove(registered);
          return consumers.isEmpty() ? null : consumers;
        });
  }

  private void remind() {
    while (!closed) {
      channels.keySet().forEach(channel -> call(channel, ""));
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private void serve() {
    boolean reported = false;
    while (!closed) {
      try (Connection connection = source.getConnection()) {
        if (reported) {
          LOG.info("notifications are heard again");
          reported = false;
        }
        hear(connection);
      } catch (SQLException failure) {
        if (!closed && !reported) {
          LOG.warn("notifications are not heard: {}", failure.getMessage());
          reported = true;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private void hear(Connection connection) throws SQLException {
    PGConnection notified = connection.unwrap(PGConnection.class);
    Map<String, Integer> heard = new ConcurrentHashMap<>();
    long probeAt = System.nanoTime() + PROBE.toNanos();
    while (!closed) {
      adjust(connection, heard);
      PGNotification[] notifications = notified.getNotifications(LOOK_MILLIS);
      for (PGNotification each : notifications == null ? new PGNotification[0] : notifications) {
        call(each.getName(), each.getParameter());
      }
      if (System.nanoTime() - probeAt > 0) {
        if (!connection.isValid(5)) {
          throw new SQLException("the connection no longer answers");
        }
        probeAt = System.nanoTime() + PROBE.toNanos();
      }
    }
  }

  /// A further consumer of a channel that is heard already hears the empty payload too.
  private void adjust(Connection connection, Map<String, Integer> heard) throws SQLException {
    Set<String> gone = new HashSet<>(heard.keySet());
    gone.removeAll(channels.keySet());
    for (String channel : gone) {
      run(connection, "UNLISTEN " + quoted(channel));
      heard.remove(channel);
    }
    for (Map.Entry<String, List<Consumer<String>>> each : channels.entrySet()) {
      int consumers = each.getValue().size();
      Integer before = heard.put(each.getKey(), consumers);
      if (before == null) {
        run(connection, "LISTEN " + quoted(each.getKey()));
      }
      if (before == null || before < consumers) {
        call(each.getKey(), "");
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String quoted(String channel) {
    return '"' + channel.replace("\"", "\"\"") + '"';
  }

  private void call(String channel, String payload) {
    for (Consumer<String> consumer : channels.getOrDefault(channel, List.of())) {
      try {
        consumer.accept(payload);
      } catch (RuntimeException failure) {
        LOG.error("channel={} a notification was not taken", channel, failure);
      }
    }
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
    }
    if (running == null || running == Thread.currentThread()) {
      return;
    }
    LockSupport.unpark(running);
    try {
      running.join(Duration.ofSeconds(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
