package dev.interlock.host.delivery.store;

import dev.interlock.api.delivery.DeliveryState;
import java.util.Collection;
import java.util.stream.Collectors;

/// Delivery states as the tables have them. The numbers stand in the migrations: they stay.
final class States {

  static final int BLOCKED = 0;
  static final int PENDING = 1;
  static final int HELD = 5;

  private States() {}

  static int code(DeliveryState state) {
    return switch (state) {
      case BLOCKED -> BLOCKED;
      case PENDING -> PENDING;
      case DELIVERED -> 2;
      case FAILED -> 3;
      case PARKED -> 4;
      case HELD -> HELD;
      case EXPIRED -> 6;
      case CANCELLED -> 7;
      case DROPPED -> 8;
      case ABANDONED -> 9;
    };
  }

  static DeliveryState of(int code) {
    return switch (code) {
      case BLOCKED -> DeliveryState.BLOCKED;
      case PENDING -> DeliveryState.PENDING;
      case 2 -> DeliveryState.DELIVERED;
      case 3 -> DeliveryState.FAILED;
      case 4 -> DeliveryState.PARKED;
      case HELD -> DeliveryState.HELD;
      case 6 -> DeliveryState.EXPIRED;
      case 7 -> DeliveryState.CANCELLED;
      case 8 -> DeliveryState.DROPPED;
      case 9 -> DeliveryState.ABANDONED;
      default -> throw new IllegalStateException("found delivery state " + code);
    };
  }

  static boolean isOpen(int code) {
    return code <= PENDING;
  }

  /// `p.state IN (3,4)`, so written that an index of few states serves where there is one.
  static String among(Collection<DeliveryState> states) {
    String codes =
        states.stream()
            .map(state -> Integer.toString(code(state)))
            .sorted()
            .collect(Collectors.joining(","));
    boolean setAside = states.stream().allMatch(state -> code(state) > 2);
    return (setAside ? "p.state > 2 AND " : "") + "p.state IN (" + codes + ")";
  }
}
