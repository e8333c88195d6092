package dev.interlock.host.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Asks for the addresses of a name. May block; called on threads of its own.
@FunctionalInterface
public interface NameResolver {

  /// The platform's resolver.
  NameResolver PLATFORM = InetAddress::getAllByName;

  /// At least one address.
  InetAddress[] resolve(String host) throws UnknownHostException;
}
