package dev.interlock.api.egress;

import java.util.List;

/// Which addresses beyond the public ones a request may reach. The operator's `egress.deny` comes
/// first whatever stands here.
///
/// @param loopback whether 127.0.0.0/8 and ::1 may be reached: true for URLs that stand in the
///   operator's own file
/// @param all whether every address may be reached (`allow_private: true`)
/// @param networks further CIDRs that may be reached (`allow_private: [10.0.3.7/32]`)
public record AddressPolicy(boolean loopback, boolean all, List<String> networks) {

  public static final AddressPolicy PUBLIC = new AddressPolicy(false, false, List.of());
  public static final AddressPolicy OPERATOR = new AddressPolicy(true, false, List.of());

  public AddressPolicy {
    networks = List.copyOf(networks);
  }
}
