package dev.interlock.host.bus;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// W3C trace context, version 00. A malformed one from outside is replaced by a new one, as the
/// recommendation asks.
final class TraceParent {

  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final HexFormat HEX = HexFormat.of();

  private TraceParent() {}

  /// A span below `parent`, or the first of a new trace.
  static String childOf(@Nullable String parent) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    String trace =
        parent != null && FORM.matcher(parent).matches()
            ? parent.substring(3, 35)
            : HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(random.nextLong() | 1);
    return "00-" + trace + "-" + HEX.toHexDigits(random.nextLong() | 1) + "-01";
  }
}
