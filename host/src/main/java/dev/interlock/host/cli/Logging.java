package dev.interlock.host.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;

/// Where log lines go, found by logback's service loader: warnings of other libraries and our own
/// lines, on standard output for `run`, nothing below errors for the short commands.
/// `INTERLOCK_LOG=debug` shows more.
public final class Logging extends ContextAwareBase implements Configurator {

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    LineLayout layout = new LineLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    console.setEncoder(encoder);
    console.addFilter(new ActivityLimit());
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(console);
    root.setLevel(Level.WARN);
    Level own = Level.toLevel(System.getenv("INTERLOCK_LOG"), Level.INFO);
    context.getLogger("interlock").setLevel(own);
    context.getLogger("dev.interlock").setLevel(own);
    context.getLogger("org.pf4j").setLevel(Level.OFF);
    // A connector's meters join the host's when its start is in force: late, and on purpose.
    context.getLogger("io.micrometer.core.instrument.composite").setLevel(Level.ERROR);
    LogManager.getLogManager().reset();
    java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    SLF4JBridgeHandler.install();
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
