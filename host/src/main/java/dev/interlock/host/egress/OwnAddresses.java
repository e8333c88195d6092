package dev.interlock.host.egress;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The addresses of this host's interfaces, asked for again when the last answer is ten seconds
/// old. Thread-safe.
final class OwnAddresses implements Supplier<Set<InetAddress>> {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);

  private record Answer(Set<InetAddress> addresses, long at) {}

  private volatile Answer last = new Answer(Set.of(), System.nanoTime() - FRESH_NANOS);

  @Override
  public Set<InetAddress> get() {
    Answer answer = last;
    if (System.nanoTime() - answer.at >= FRESH_NANOS) {
      answer = new Answer(ask(answer.addresses), System.nanoTime());
      last = answer;
    }
    return answer.addresses;
  }

  /// An interface that vanishes while it is looked at leaves the last answer standing.
  private static Set<InetAddress> ask(Set<InetAddress> before) {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .map(address -> AddressGuard.address(address.getAddress()))
          .collect(Collectors.toUnmodifiableSet());
    } catch (SocketException unreadable) {
      return before;
    }
  }
}
