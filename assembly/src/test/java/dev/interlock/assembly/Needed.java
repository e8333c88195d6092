package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a test needs of its machine. In CI it must be there; elsewhere a test without it is left
/// out.
final class Needed {

  private Needed() {}

  /// @param what as a sentence goes on: `strace`, `root and iproute2`
  static void thing(boolean there, String what) {
    if ("true".equals(System.getenv("CI"))) {
      assertThat(there).as("%s: needed in CI", what).isTrue();
    }
    assumeTrue(there, what + ": not here");
  }

  static void program(String name) {
    boolean found = false;
    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
      found |= Files.isExecutable(Path.of(folder, name));
    }
    thing(found, name);
  }
}
