package dev.interlock.host;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// What people call a host: its machine, its process, and the beginning of its id, since a process
/// may run several. Thread-safe.
final class HostLabel {

  private static final int ENOUGH = 8;

  private HostLabel() {}

  /// Blocks where the name service does.
  static String of(String id) {
    return Machine.NAME
        + "/"
        + ProcessHandle.current().pid()
        + " ("
        + id.substring(0, Math.min(ENOUGH, id.length()))
        + ")";
  }

  private static String machine() {
    String named = System.getenv("HOSTNAME");
    if (named != null && !named.isBlank()) {
      return named;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      return "host";
    }
  }

  /// Asked for once, and not before: a name service may take its time.
  private static final class Machine {
    static final String NAME = machine();
  }
}
