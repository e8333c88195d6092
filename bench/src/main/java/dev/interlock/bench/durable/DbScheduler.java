package dev.interlock.bench.durable;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import dev.interlock.bench.Publishers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// db-scheduler with one HTTP POST a task, lock-and-fetch polling, 64 threads and the limits that
/// its documentation names for high throughput. As with Interlock each task is handed over in a
/// transaction of its own, by 120 threads at once.
final class DbScheduler implements Contender {

  private static final int THREADS = 64;
  private static final String TABLE =
      """
      create table if not exists scheduled_tasks (
        task_name text not null, task_instance text not null, task_data bytea,
        execution_time timestamp with time zone not null, picked boolean not null, picked_by text,
        last_success timestamp with time zone, last_failure timestamp with time zone,
        consecutive_failures int, last_heartbeat timestamp with time zone, version bigint not null,
        priority smallint, primary key (task_name, task_instance));
      create index if not exists execution_time_idx on scheduled_tasks (execution_time);
      create index if not exists last_heartbeat_idx on scheduled_tasks (last_heartbeat);
      """;
  private static final TaskDescriptor<byte[]> POST = TaskDescriptor.of("post", byte[].class);

  private final HikariDataSource source;
  private final Scheduler scheduler;
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger numbers = new AtomicInteger();
  private final byte[] body;

  DbScheduler(String url, URI sink, byte[] body, double lower, double upper) throws SQLException {
    this.body = body;
    this.source = new HikariDataSource();
    source.setJdbcUrl(url);
    source.setMaximumPoolSize(THREADS + 8);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TABLE);
    }
    OneTimeTask<byte[]> task =
        Tasks.oneTime(POST).execute((instance, _) -> post(sink, instance.getData()));
    this.scheduler =
        Scheduler.create(source, task)
            .threads(THREADS)
            .pollUsingLockAndFetch(lower, upper)
            .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
            .pollingInterval(Duration.ofMillis(50))
            .serializer(new Bytes())
            .build();
    scheduler.start();
  }

  /// The body as it is: Java serialization would cost more.
  private static final class Bytes
      implements com.github.kagkarlsson.scheduler.serializer.Serializer {
    @Override
    public byte[] serialize(Object data) {
      return (byte[]) data;
    }

    @Override
    public <T> T deserialize(Class<T> type, byte[] data) {
      return type.cast(data);
    }
  }

  private void post(URI sink, byte[] data) {
    try {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(sink)
                      .header("Content-Type", "application/json")
                      .timeout(Duration.ofSeconds(10))
                      .POST(BodyPublishers.ofByteArray(data))
                      .build(),
                  BodyHandlers.discarding())
              .statusCode();
      if (status != 200) {
        throw new IllegalStateException("status " + status);
      }
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public void deliver(int count) throws Exception {
    Publishers.run(
        count,
        _ ->
            scheduler.scheduleIfNotExists(
                POST.instance("t" + numbers.incrementAndGet()).data(body).build(), Instant.now()));
    while (left() > 0) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  private long left() throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select 1 from scheduled_tasks limit 1")) {
      return rows.next() ? 1 : 0;
    }
  }

  @Override
  public void close() {
    scheduler.stop();
    source.close();
    client.close();
  }
}
