package dev.interlock.host.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.atomic.AtomicLong;

/// At most `LINES` activity lines a second: a terminal can't be read faster, and an assembly under
/// load must not wait for it. What is left out is counted and can be read from the metrics.
final class ActivityLimit extends Filter<ILoggingEvent> {

  private static final int LINES = 50;

  /// The second in the upper bits, the lines shown in it in the lower 16.
  private final AtomicLong window = new AtomicLong();

  @Override
  public FilterReply decide(ILoggingEvent event) {
    if (event.getLevel().isGreaterOrEqual(Level.WARN)
        || !event.getLoggerName().startsWith("interlock.activity")) {
      return FilterReply.NEUTRAL;
    }
    long second = event.getTimeStamp() / 1000;
    long after =
        window.updateAndGet(
            before ->
                before >>> 16 == second
                    ? Math.min(before + 1, (second << 16) | 0xffff)
                    : (second << 16) | 1);
    return (after & 0xffff) <= LINES ? FilterReply.NEUTRAL : FilterReply.DENY;
  }
}
