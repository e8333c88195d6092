package dev.interlock.webhooks.relay;

import dev.interlock.api.http.RouteRequest;
import java.util.OptionalLong;

/// An id as paths and bodies bear it.
final class RelayId {

  static final String VARIABLE = "id";

  private static final int MOST_DIGITS = 18;

  private RelayId() {}

  static OptionalLong of(RouteRequest request) {
    return parse(request.path(VARIABLE));
  }

  /// Empty where it is none.
  static OptionalLong parse(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= MOST_DIGITS
            && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }
}
