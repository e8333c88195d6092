package dev.interlock.assembly;

import dev.interlock.assembly.Distribution.Ended;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A network namespace with one cable to this machine's: what runs in it sees nothing else, and the
/// cable can be cut. Needs root and iproute2. `close` removes both.
final class OtherNetwork implements AutoCloseable {

  /// From the block for benchmarks of network devices (RFC 2544), which no real network uses.
  private static final String HERE = "198.18.77.1";

  private static final String THERE = "198.18.77.2";

  private final String name;
  private final String cable;

  private OtherNetwork(String name, String cable) {
    this.name = name;
    this.cable = cable;
  }

  /// Whether this machine lets us make one.
  static boolean isPossible() throws InterruptedException {
    try (OtherNetwork _ = make()) {
      return true;
    } catch (IOException | AssertionError _) {
      return false;
    }
  }

  static OtherNetwork make() throws IOException, InterruptedException {
    String suffix = Long.toString(ProcessHandle.current().pid() % 100_000);
    OtherNetwork network = new OtherNetwork("interlock-" + suffix, "ilk" + suffix);
    String peer = network.cable + "p";
    ip("netns", "add", network.name);
    try {
      ip("link", "add", network.cable, "type", "veth", "peer", "name", peer);
      ip("link", "set", peer, "netns", network.name);
      ip("address", "add", HERE + "/30", "dev", network.cable);
      ip("link", "set", network.cable, "up");
      ip("-n", network.name, "address", "add", THERE + "/30", "dev", peer);
      ip("-n", network.name, "link", "set", peer, "up");
      ip("-n", network.name, "link", "set", "lo", "up");
      return network;
    } catch (IOException | AssertionError failure) {
      network.close();
      throw failure;
    }
  }

  /// What runs a command in it.
  List<String> command() {
    return List.of("ip", "netns", "exec", name);
  }

  /// This machine, as seen from there.
  String here() {
    return HERE;
  }

  /// What runs there, as seen from this machine.
  String there() {
    return THERE;
  }

  /// Nothing gets through any more, and nobody is told.
  void cut() throws IOException, InterruptedException {
    ip("link", "set", cable, "down");
  }

  void mend() throws IOException, InterruptedException {
    ip("link", "set", cable, "up");
  }

  @Override
  public void close() throws InterruptedException {
    for (List<String> removal :
        List.of(List.of("link", "delete", cable), List.of("netns", "delete", name))) {
      try {
        Distribution.run(Path.of("."), Stream.concat(Stream.of("ip"), removal.stream()).toList());
      } catch (IOException _) {
        return; // no `ip`, so there is nothing to remove
      }
    }
  }

  private static void ip(String... arguments) throws IOException, InterruptedException {
    List<String> command = Stream.concat(Stream.of("ip"), Stream.of(arguments)).toList();
    Ended ended = Distribution.run(Path.of("."), command);
    if (ended.status() != 0) {
      throw new AssertionError(String.join(" ", command) + ": " + ended.errors());
    }
  }
}
