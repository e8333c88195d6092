package dev.interlock.host.store;

import dev.interlock.api.settings.ByteSize;

/// How the store is.
///
/// @param reachable whether it answers
/// @param shown where it lies, for people, without credentials
/// @param free bytes left on its disk; -1 where that isn't known
/// @param size bytes that it takes; -1 where that isn't known
/// @param isServer whether other hosts may share it
/// @param problem why it isn't reachable; else empty
public record Health(
    boolean reachable, String shown, boolean isServer, long free, long size, String problem) {

  /// Free space below which deliveries are refused.
  public static final ByteSize FLOOR = new ByteSize(256L << 20);

  static Health unreachable(StoreLocation location, String problem) {
    return new Health(
        false, location.shown(), location instanceof StoreLocation.Server, -1, -1, problem);
  }

  /// As `data/interlock.db, 12 GB free`.
  public String text() {
    if (!reachable) {
      return shown + ": " + problem;
    }
    return free < 0 ? shown : shown + ", " + rounded(free) + " free";
  }

  private static String rounded(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return Math.round(value) + " " + units[unit];
  }
}
