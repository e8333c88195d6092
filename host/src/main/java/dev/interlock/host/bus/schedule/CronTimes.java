package dev.interlock.host.bus.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/// When a cron expression of five fields is due, on a clock that is put forward and back. What is
/// due at certain hours comes once each: a time that the clock skips at the end of the gap, one
/// that it shows twice the first time. What is due at every hour (`*` or `*/N`) goes on evenly
/// through both. Immutable.
final class CronTimes {

  /// A leap year follows within eight years of any date.
  private static final LocalDateTime ANY_TIME = LocalDateTime.of(2000, 1, 1, 0, 0);

  private final ExecutionTime local;
  private final boolean everyHour;

  private CronTimes(Cron cron) {
    this.local = ExecutionTime.forCron(cron);
    this.everyHour = cron.retrieve(CronFieldName.HOUR).getExpression().asString().startsWith("*");
  }

  /// @throws IllegalArgumentException where it is none, or no date that it names ever comes
  static CronTimes parse(String text) {
    CronTimes times =
        new CronTimes(
            new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX))
                .parse(text)
                .validate());
    if (times.onTheClock(ANY_TIME).isEmpty()) {
      throw new IllegalArgumentException("no such date ever comes");
    }
    return times;
  }

  /// The first time after `now`; empty where there is none any more.
  Optional<Instant> next(Instant now, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    return everyHour ? nextOfEveryHour(now, rules) : nextOfCertainHours(now, rules);
  }

  private Optional<Instant> nextOfCertainHours(Instant now, ZoneRules rules) {
    LocalDateTime from = LocalDateTime.ofInstant(now, rules.getOffset(now));
    Optional<LocalDateTime> shown = onTheClock(from);
    while (shown.isPresent()) {
      Instant due = instant(shown.get(), rules);
      if (due.isAfter(now)) {
        return Optional.of(due);
      }
      shown = onTheClock(shown.get());
    }
    return Optional.empty();
  }

  private static Instant instant(LocalDateTime shown, ZoneRules rules) {
    ZoneOffsetTransition transition = rules.getTransition(shown);
    return transition != null && transition.isGap()
        ? transition.getInstant()
        : shown.toInstant(rules.getValidOffsets(shown).getFirst());
  }

  private Optional<Instant> nextOfEveryHour(Instant now, ZoneRules rules) {
    Instant from = now;
    while (true) {
      ZoneOffset offset = rules.getOffset(from);
      Optional<Instant> due =
          onTheClock(LocalDateTime.ofInstant(from, offset)).map(shown -> shown.toInstant(offset));
      ZoneOffsetTransition change = rules.nextTransition(from);
      if (change == null || due.isEmpty() || due.get().isBefore(change.getInstant())) {
        return due;
      }
      Instant changed = change.getInstant();
      LocalDateTime first = LocalDateTime.ofInstant(changed, change.getOffsetAfter());
      if (onTheClock(first.minusNanos(1)).equals(Optional.of(first))) {
        return Optional.of(changed);
      }
      from = changed;
    }
  }

  private Optional<LocalDateTime> onTheClock(LocalDateTime after) {
    return local.nextExecution(after.atZone(ZoneOffset.UTC)).map(ZonedDateTime::toLocalDateTime);
  }
}
