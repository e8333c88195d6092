package dev.interlock.host.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// One line for people: the time of day, the level where it is a warning or worse, the message
/// escaped. A stack follows only where debugging is on.
final class LineLayout extends LayoutBase<ILoggingEvent> {

  /// Made for the first line: the time zones are long to read, and a good start says little.
  private static final class Time {
    static final DateTimeFormatter OF_DAY =
        DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(Time.OF_DAY.format(Instant.ofEpochMilli(event.getTimeStamp()))).append(' ');
    boolean activity = event.getLoggerName().startsWith("interlock.activity");
    if (!activity && event.getLevel().isGreaterOrEqual(Level.WARN)) {
      line.append(event.getLevel()).append(' ');
    }
    line.append(Escapes.escapeLines(event.getFormattedMessage()).stripTrailing());
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null && "debug".equalsIgnoreCase(System.getenv("INTERLOCK_LOG"))) {
      line.append('\n').append(Escapes.escapeLines(ThrowableProxyUtil.asString(thrown)));
    } else if (thrown != null && !tells(line, thrown)) {
      line.append(": ").append(Escapes.escape(cause(thrown)));
    }
    return line.append('\n').toString();
  }

  private static boolean tells(StringBuilder line, IThrowableProxy thrown) {
    return thrown.getMessage() != null && line.indexOf(Escapes.escape(thrown.getMessage())) >= 0;
  }

  private static String cause(IThrowableProxy thrown) {
    String type = thrown.getClassName().substring(thrown.getClassName().lastIndexOf('.') + 1);
    return thrown.getMessage() == null ? type : type + ": " + thrown.getMessage();
  }
}
