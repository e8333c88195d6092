package dev.interlock.webhooks.configuration;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.interlock.api.egress.AddressPolicy;
import java.util.List;

/// `allow_private`: networks that this webhook may reach beyond the public ones, or `true` for
/// every address.
public record AllowPrivate(boolean all, List<String> networks) {

  static final AllowPrivate NONE = new AllowPrivate(false, List.of());

  public AllowPrivate {
    networks = List.copyOf(networks);
    for (int i = 0; i < networks.size(); i++) {
      Networks.check("[" + i + "]", networks.get(i));
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static AllowPrivate ofSwitch(boolean all) {
    return new AllowPrivate(all, List.of());
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static AllowPrivate ofNetworks(List<String> networks) {
    return new AllowPrivate(false, networks);
  }

  /// URLs of the operator's own file may be loopback without asking.
  AddressPolicy policy() {
    return new AddressPolicy(true, all, networks);
  }
}
