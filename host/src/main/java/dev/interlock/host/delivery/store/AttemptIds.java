package dev.interlock.host.delivery.store;

import java.util.OptionalLong;
import java.util.UUID;

/// The id of an attempt carries its number: a UUID of version 8 that begins with `696e7465-726c`
/// (`interl`) and whose last 62 bits are the number. So it needs no index.
final class AttemptIds {

  private static final long HIGH = 0x696e7465726c8000L;
  private static final long VARIANT = 0x8000000000000000L;
  private static final long NUMBER = 0x3fffffffffffffffL;

  private AttemptIds() {}

  static UUID of(long number) {
    return new UUID(HIGH, VARIANT | number);
  }

  /// Empty where it is not one of these.
  static OptionalLong number(UUID id) {
    boolean ours =
        id.getMostSignificantBits() == HIGH && (id.getLeastSignificantBits() & ~NUMBER) == VARIANT;
    return ours ? OptionalLong.of(id.getLeastSignificantBits() & NUMBER) : OptionalLong.empty();
  }
}
