package dev.interlock.host.bus;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/// Ids of events: `evt_`, then 48 bits of milliseconds and 80 random ones in Crockford's base 32,
/// so that they sort by time.
final class EventId {

  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final int LENGTH = 26;

  private EventId() {}

  static String create(Instant at) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    char[] text = new char[4 + LENGTH];
    "evt_".getChars(0, 4, text, 0);
    write(text, 4, 10, at.toEpochMilli());
    write(text, 14, 8, random.nextLong());
    write(text, 22, 8, random.nextLong());
    return new String(text);
  }

  private static void write(char[] text, int from, int count, long value) {
    long rest = value;
    for (int i = from + count - 1; i >= from; i--) {
      text[i] = DIGITS[(int) (rest & 31)];
      rest >>>= 5;
    }
  }
}
