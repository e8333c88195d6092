package dev.interlock.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/// Only warnings: a line for each event would be what is measured.
public final class Quiet {

  private Quiet() {}

  public static void logs() {
    for (String name : new String[] {org.slf4j.Logger.ROOT_LOGGER_NAME, "interlock.activity"}) {
      ((Logger) LoggerFactory.getLogger(name)).setLevel(Level.WARN);
    }
  }
}
