package dev.interlock.demo;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.HostEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.pf4j.Extension;

/// Makes the first run show something: a responder to call, and rounds that publish `measure` and
/// `adjust`.
@Extension
public final class DemoConnector implements Connector {

  /// It is always two in the afternoon for the demo, so that its adjustment is vetoed at whatever
  /// hour somebody tries it.
  private static final InstantSource AFTERNOON =
      InstantSource.fixed(Instant.parse("2026-01-01T14:00:00Z"));

  /// Where the demo is started anew because its section changed, no `startup` comes.
  private static final Duration LONGEST_STARTUP = Duration.ofSeconds(5);

  private @Nullable Rounds rounds;

  @Override
  public Class<?> configuration() {
    return DemoSettings.class;
  }

  @Override
  public void start(ConnectorContext context) {
    DemoSettings settings = context.configuration(DemoSettings.class);
    AdjustmentWindow window =
        new AdjustmentWindow(LocalTime.MIDNIGHT, LocalTime.of(3, 0), AFTERNOON, ZoneOffset.UTC);
    Rounds started = new Rounds(context.events(), settings, context.logger());
    rounds = started;
    context
        .events()
        .after(HostEvents.STARTUP, completion -> started.begin(), HandlerOptions.named("rounds"));
    int port = DemoResponder.start(settings, window, context.clock(), context.routes());
    context.logger().debug("the demo's responder listens port={}", port);
    started.beginWithin(LONGEST_STARTUP);
  }

  @Override
  public void stop() {
    if (rounds != null) {
      rounds.close();
    }
  }
}
