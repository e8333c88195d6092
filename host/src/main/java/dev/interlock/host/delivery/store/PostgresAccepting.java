package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.DeliveryOrigin;
import dev.interlock.api.delivery.NewDelivery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Stores a batch of new deliveries in PostgreSQL, in one statement.
final class PostgresAccepting {

  private static final String ROWS =
      """
      WITH now AS MATERIALIZED (SELECT %s AS at),
      arrived AS MATERIALIZED (
        SELECT nextval('interlock_delivery_number') AS number, u.*
        FROM unnest(
          ?::text[], ?::int[], ?::text[], ?::bigint[], ?::bigint[], ?::text[],
          ?::text[], ?::text[], ?::int[], ?::text[], ?::bigint[], ?::bytea[],
          ?::bigint[], ?::text[])
        WITH ORDINALITY AS u (
          id, target, order_key, delay, expire, content_type,
          event, hook, depth, traceparent, event_at, body, lease, host, place)),
      stored AS (
        INSERT INTO interlock_delivery (
          number, id, target, expire, content_type, event, hook, depth, traceparent, event_at,
          body)
        SELECT number, id::uuid, target, expire, content_type, event, hook, depth, traceparent,
          event_at, body
        FROM arrived
        ON CONFLICT (id) DO NOTHING
        RETURNING number, target),
      """
          .formatted(PostgresDialect.NOW);

  private static final String WITHOUT_ORDER =
      """
      progress AS (
        INSERT INTO interlock_delivery_progress (
          number, target, state, due_at, expires_at, created_at, updated_at,
          leased_until, leased_by, epoch, attempts, first_attempt_at)
        SELECT a.number, a.target, 1, now.at + a.delay, now.at + a.expire, now.at, now.at,
          coalesce(now.at + a.lease, 0), a.host, leases, leases,
          CASE WHEN a.lease IS NULL THEN NULL ELSE now.at END
        FROM now CROSS JOIN arrived a JOIN stored s ON s.number = a.number
        CROSS JOIN LATERAL (SELECT (a.lease IS NOT NULL)::int) l (leases))
      """;

  /// The keys are locked: what others have committed to them is seen.
  private static final String IN_ORDER =
      """
      progress AS (
        INSERT INTO interlock_delivery_progress (
          number, target, state, due_at, expires_at, created_at, updated_at,
          leased_until, leased_by, epoch, attempts, first_attempt_at, order_key, position)
        SELECT a.number, a.target,
          CASE WHEN a.order_key IS NULL OR k.last IS NULL AND a.nth = 1 THEN 1 ELSE 0 END,
          now.at + a.delay, now.at + a.expire, now.at, now.at,
          coalesce(now.at + a.lease, 0), a.host,
          (a.lease IS NOT NULL)::int, (a.lease IS NOT NULL)::int,
          CASE WHEN a.lease IS NULL THEN NULL ELSE now.at END,
          a.order_key,
          CASE WHEN a.order_key IS NULL THEN NULL ELSE coalesce(k.last, 0) + a.nth END
        FROM now CROSS JOIN (
          SELECT a.*, row_number() OVER (
            PARTITION BY a.target, a.order_key ORDER BY a.number) AS nth
          FROM arrived a JOIN stored s ON s.number = a.number) a
        LEFT JOIN LATERAL (
          SELECT max(p.position) AS last FROM interlock_delivery_progress p
          WHERE p.target = a.target AND p.order_key = a.order_key
            AND p.order_key IS NOT NULL AND p.state IN (0, 1, 5)) k ON true)
      """;

  private static final String COUNTED =
      """
      , counted AS (
        INSERT INTO interlock_delivery_open (target, change)
        SELECT target, count(*) FROM stored GROUP BY target)
      SELECT a.place, a.number FROM arrived a JOIN stored s ON s.number = a.number
      WHERE a.lease IS NOT NULL
      """;

  private PostgresAccepting() {}

  /// Gives the number of each that was leased, in their order; 0 for one that was not.
  static List<Long> accept(Connection connection, List<Arrival> arrivals) throws SQLException {
    boolean ordered = arrivals.stream().anyMatch(each -> each.key() != null);
    String sql = ROWS + (ordered ? IN_ORDER : WITHOUT_ORDER) + COUNTED;
    try (Arrays arrays = new Arrays(connection, sql)) {
      arrays.texts(of(arrivals, delivery -> delivery.id().toString()));
      arrays.ints(arrivals.stream().map(Arrival::target));
      arrays.texts(of(arrivals, delivery -> Texts.cleanOrNull(delivery.orderKey())));
      arrays.longs(arrivals.stream().map(Arrival::delay));
      arrays.longs(arrivals.stream().map(Arrival::expire));
      arrays.texts(of(arrivals, delivery -> Texts.cleanOrNull(delivery.contentType())));
      arrays.texts(ofOrigin(arrivals, origin -> Texts.clean(origin.event())));
      arrays.texts(ofOrigin(arrivals, origin -> Texts.clean(origin.hook())));
      arrays.ints(ofOrigin(arrivals, DeliveryOrigin::depth));
      arrays.texts(ofOrigin(arrivals, origin -> Texts.clean(origin.traceparent())));
      arrays.longs(ofOrigin(arrivals, origin -> Micros.of(origin.createdAt())));
      arrays.bytes(arrivals.stream().map(arrival -> arrival.delivery().body()));
      arrays.longs(arrivals.stream().<@Nullable Long>map(PostgresAccepting::duration));
      arrays.texts(arrivals.stream().<@Nullable String>map(PostgresAccepting::host));
      return leased(arrays.statement(), arrivals.size());
    }
  }

  private static @Nullable Long duration(Arrival arrival) {
    Arrival.Lease lease = arrival.lease();
    return lease == null ? null : lease.duration();
  }

  private static @Nullable String host(Arrival arrival) {
    Arrival.Lease lease = arrival.lease();
    return lease == null ? null : lease.host();
  }

  private static List<Long> leased(PreparedStatement statement, int arrivals) throws SQLException {
    Long[] numbers = new Long[arrivals];
    java.util.Arrays.fill(numbers, 0L);
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        numbers[row.getInt(1) - 1] = row.getLong(2);
      }
    }
    return List.of(numbers);
  }

  private static <T> Stream<@Nullable T> of(
      List<Arrival> arrivals, Function<NewDelivery, @Nullable T> value) {
    return arrivals.stream().<@Nullable T>map(arrival -> value.apply(arrival.delivery()));
  }

  private static <T> Stream<@Nullable T> ofOrigin(
      List<Arrival> arrivals, Function<DeliveryOrigin, T> value) {
    return of(
        arrivals,
        delivery -> {
          DeliveryOrigin origin = delivery.origin();
          return origin == null ? null : value.apply(origin);
        });
  }
}
