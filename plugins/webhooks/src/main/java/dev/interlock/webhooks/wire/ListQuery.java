package dev.interlock.webhooks.wire;

import dev.interlock.api.http.RouteRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Which part of a list is asked for, and of what age. Anything that can't be read is an error, all
/// at once: nothing is dropped in silence.
///
/// @param limit 50 where none or 0 is asked for; at most 1000, which is what a negative one asks
///   for
/// @param cursor what a page before gave as `next_cursor`; empty for none
/// @param after not those that were created at or before
/// @param before not those that were created at or after
public record ListQuery(
    int limit, int offset, String cursor, @Nullable Instant after, @Nullable Instant before) {

  public static final int MOST = 1000;
  private static final int USUAL = 50;
  private static final Duration TICK = Duration.ofNanos(1000);

  /// Reads the parameters of one request; `done` ends it. Not thread-safe.
  public static final class Reader {

    private final RouteRequest request;
    private final Faults faults = new Faults();

    public Reader(RouteRequest request) {
      this.request = request;
    }

    public @Nullable Boolean flag(String name) {
      return read(
          name,
          "must be true or false",
          text ->
              switch (text) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> Optional.empty();
              });
    }

    public @Nullable UUID id(String name) {
      return read(
          name,
          "must be a valid UUID",
          text -> Fields.isId(text) ? Optional.of(UUID.fromString(text)) : Optional.empty());
    }

    public <T> @Nullable T one(String name, String rule, Function<String, Optional<T>> reading) {
      return read(name, rule, reading);
    }

    /// @throws WireError where any parameter can't be read
    public ListQuery done() {
      Integer limit = read("limit", "must be a whole number", Reader::number);
      Integer offset =
          read(
              "offset",
              "must be a whole number of at least 0",
              text -> number(text).filter(n -> n >= 0));
      Instant after =
          latest(time("created_at.gt"), shifted(time("created_at.gte"), TICK.negated()));
      Instant before = earliest(time("created_at.lt"), shifted(time("created_at.lte"), TICK));
      faults.check();
      return new ListQuery(
          limit(limit == null ? 0 : limit),
          offset == null ? 0 : offset,
          request.query("cursor").orElse(""),
          after,
          before);
    }

    private static int limit(int asked) {
      if (asked == 0) {
        return USUAL;
      }
      return asked < 0 ? MOST : Math.min(asked, MOST);
    }

    private static Optional<Integer> number(String text) {
      try {
        return Optional.of(Integer.valueOf(text));
      } catch (NumberFormatException _) {
        return Optional.empty();
      }
    }

    private @Nullable Instant time(String name) {
      Instant time = read(name, "must be a time as RFC 3339 writes it", WireTime::read);
      return time == null ? null : WireTime.micros(time);
    }

    private static @Nullable Instant shifted(@Nullable Instant time, Duration by) {
      return time == null ? null : time.plus(by);
    }

    private static @Nullable Instant latest(@Nullable Instant a, @Nullable Instant b) {
      return a == null || (b != null && b.isAfter(a)) ? b : a;
    }

    private static @Nullable Instant earliest(@Nullable Instant a, @Nullable Instant b) {
      return a == null || (b != null && b.isBefore(a)) ? b : a;
    }

    private <T> @Nullable T read(String name, String rule, Function<String, Optional<T>> reading) {
      Optional<String> text = request.query(name).filter(value -> !value.isEmpty());
      if (text.isEmpty()) {
        return null;
      }
      Optional<T> value = reading.apply(text.get());
      faults.addIf(value.isEmpty(), name, rule);
      return value.orElse(null);
    }
  }
}
