package dev.interlock.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What a terminal shows of the log, and how much of it.
final class TerminalLinesTest {

  private final LoggerContext context = new LoggerContext();
  private final ActivityLimit limit = new ActivityLimit();

  private LoggingEvent line(String logger, Level level, long second, String message) {
    LoggingEvent event =
        new LoggingEvent("", context.getLogger(logger), level, message, null, null);
    event.setInstant(Instant.ofEpochSecond(second));
    return event;
  }

  private long shown(String logger, Level level, long second, int lines) {
    return IntStream.range(0, lines)
        .filter(_ -> limit.decide(line(logger, level, second, "x")) == FilterReply.NEUTRAL)
        .count();
  }

  @Test
  void fiftyActivityLinesASecondAreShown() {
    assertThat(shown("interlock.activity.events", Level.INFO, 1_000, 70_000)).isEqualTo(50);
    assertThat(shown("interlock.activity.events", Level.INFO, 1_001, 10)).isEqualTo(10);
    assertThat(shown("interlock.activity.webhooks", Level.INFO, 1_001, 60)).isEqualTo(40);
  }

  @Test
  void warningsAndOtherLinesAreNeverLeftOut() {
    assertThat(shown("interlock.activity.events", Level.WARN, 1_000, 200)).isEqualTo(200);
    assertThat(shown("interlock.host", Level.INFO, 1_000, 200)).isEqualTo(200);
  }

  @Test
  void aLineHasTheTimeAndItsMessageEscaped() {
    String activity =
        new LineLayout()
            .doLayout(line("interlock.activity.events", Level.INFO, 0, "measure \u001b[2J done  "));
    assertThat(activity).matches("\\d\\d:\\d\\d:\\d\\d measure \\\\u001b\\[2J done\n");
  }

  @Test
  void onlyWarningsOfOtherLoggersBearTheirLevel() {
    LineLayout layout = new LineLayout();
    assertThat(layout.doLayout(line("interlock.host", Level.WARN, 0, "a"))).endsWith(" WARN a\n");
    assertThat(layout.doLayout(line("interlock.host", Level.INFO, 0, "a")))
        .matches("[0-9:]{8} a\n");
    assertThat(layout.doLayout(line("interlock.activity.events", Level.WARN, 0, "a")))
        .matches("[0-9:]{8} a\n");
  }

  @Test
  void aFailureIsNamedOnTheSameLine() {
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("interlock.host"),
            Level.ERROR,
            "broke",
            new IllegalStateException("no\nway"),
            null);
    event.setInstant(Instant.EPOCH);
    assertThat(new LineLayout().doLayout(event))
        .endsWith(" ERROR broke: IllegalStateException: no\\nway\n");
  }
}
