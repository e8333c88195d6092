package dev.interlock.host.egress;

import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides which addresses a request may reach: `egress.deny`, `egress.allow`, the request's
/// policy, then what kind of address it is. It remembers no verdict: each call looks at the address
/// anew. Thread-safe.
final class AddressGuard {

  private static final int REMEMBERED_POLICIES = 1024;

  private final List<Cidr> allow;
  private final List<Cidr> deny;
  private final Supplier<Set<InetAddress>> own;
  private final Map<List<String>, List<Cidr>> parsed = new ConcurrentHashMap<>();

  AddressGuard(EgressSettings settings, Supplier<Set<InetAddress>> own) {
    this.allow = settings.allow().stream().map(Cidr::parse).toList();
    this.deny = settings.deny().stream().map(Cidr::parse).toList();
    this.own = own;
  }

  /// Whether one of them is reached only because the operator or the policy allowed it. One bad
  /// address refuses the name.
  ///
  /// @param host what stands in the URL, for the message
  /// @throws EgressException of reason GUARD naming the first refused address, why, and what would
  ///   allow it
  boolean check(String host, List<byte[]> addresses, AddressPolicy policy) {
    boolean privately = false;
    for (byte[] address : addresses) {
      privately |= check(host, address, policy);
    }
    return privately;
  }

  private boolean check(String host, byte[] address, AddressPolicy policy) {
    Cidr denied = findDenying(address);
    if (denied != null) {
      throw refusal(named(host, address) + ", denied by egress.deny " + denied);
    }
    AddressKind kind = kind(address);
    if (kind == AddressKind.PUBLIC) {
      return false;
    }
    boolean allowed =
        contains(allow, address)
            || policy.all()
            || (policy.loopback() && kind == AddressKind.LOOPBACK)
            || contains(networks(policy.networks()), address);
    if (!allowed) {
      throw refusal(
          named(host, address)
              + ", "
              + kind.words()
              + "; to allow it: "
              + remedy(policy, text(address) + "/" + address.length * 8));
    }
    return true;
  }

  /// What whoever wrote the request's URL could say: where only public addresses may be reached it
  /// stands in nobody's file, and the operator says it for all.
  private static String remedy(AddressPolicy policy, String network) {
    return policy.equals(AddressPolicy.PUBLIC)
        ? "egress: {allow: [" + network + "]}"
        : "allow_private: [" + network + "]";
  }

  private @Nullable Cidr findDenying(byte[] address) {
    if (deny.isEmpty()) {
      return null;
    }
    List<byte[]> meant = embedded(address);
    for (Cidr network : deny) {
      for (byte[] one : meant) {
        if (network.contains(one)) {
          return network;
        }
      }
    }
    return null;
  }

  /// The address and each IPv4 address that a gateway could reach through it: denying 10.0.0.0/8
  /// denies ::ffff:10.0.0.1.
  private static List<byte[]> embedded(byte[] address) {
    if (address.length == 4) {
      return List.of(address);
    }
    List<byte[]> meant = new ArrayList<>(3);
    meant.add(address);
    switch (AddressKind.of(address)) {
      case MAPPED, COMPATIBLE, TRANSLATED -> meant.add(Arrays.copyOfRange(address, 12, 16));
      case SIX_TO_FOUR -> meant.add(Arrays.copyOfRange(address, 2, 6));
      case TEREDO -> {
        meant.add(Arrays.copyOfRange(address, 4, 8));
        byte[] client = Arrays.copyOfRange(address, 12, 16);
        for (int index = 0; index < 4; index++) {
          client[index] = (byte) ~client[index];
        }
        meant.add(client);
      }
      default -> {}
    }
    return meant;
  }

  private AddressKind kind(byte[] address) {
    AddressKind kind = AddressKind.of(address);
    return kind == AddressKind.PUBLIC && own.get().contains(address(address))
        ? AddressKind.OWN
        : kind;
  }

  private List<Cidr> networks(List<String> texts) {
    if (texts.isEmpty()) {
      return List.of();
    }
    List<Cidr> known = parsed.get(texts);
    if (known != null) {
      return known;
    }
    List<Cidr> networks;
    try {
      networks = texts.stream().map(Cidr::parse).toList();
    } catch (IllegalArgumentException wrong) {
      throw refusal("allow_private: " + wrong.getMessage());
    }
    if (parsed.size() >= REMEMBERED_POLICIES) {
      parsed.clear();
    }
    parsed.put(texts, networks);
    return networks;
  }

  private static boolean contains(List<Cidr> networks, byte[] address) {
    for (Cidr network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static String named(String host, byte[] address) {
    String text = text(address);
    return host.equals(text) || host.equals("[" + text + "]")
        ? host + " is refused"
        : host + " is " + text;
  }

  private static String text(byte[] address) {
    if (AddressKind.of(address) == AddressKind.MAPPED) {
      return "::ffff:" + text(Arrays.copyOfRange(address, 12, 16));
    }
    return address(address).getHostAddress();
  }

  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static EgressException refusal(String message) {
    return new EgressException(EgressException.Cause.GUARD, message, null);
  }
}
