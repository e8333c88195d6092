package dev.interlock.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// Programs of other languages that tests run. In CI they must be there; elsewhere a test without
/// them is left out.
final class Tools {

  private static final Path FOLDER = Path.of("target", "tools").toAbsolutePath();

  private Tools() {}

  static void require(String program) {
    boolean found = false;
    for (String folder : System.getenv("PATH").split(java.io.File.pathSeparator)) {
      found |= Files.isExecutable(Path.of(folder, program));
    }
    if ("true".equals(System.getenv("CI"))) {
      assertThat(found).as("%s is needed in CI", program).isTrue();
    }
    assumeTrue(found, program + " is not installed");
  }

  /// Writes a script where `node_modules` is near.
  static String write(String name, String script) throws IOException {
    Files.createDirectories(FOLDER);
    return Files.writeString(FOLDER.resolve(name), script).toString();
  }

  /// Runs to the end and gives what was printed, trimmed; a non-zero exit fails the test with it.
  static String run(String... command) throws IOException, InterruptedException {
    Process process = start(command);
    try {
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(String.join(" ", command)).isTrue();
      assertThat(process.exitValue()).as(output).isZero();
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  static Process start(String... command) throws IOException {
    Files.createDirectories(FOLDER);
    return new ProcessBuilder(command).directory(FOLDER.toFile()).redirectErrorStream(true).start();
  }

  /// Installs exact versions once, into the build folder.
  static synchronized void npm(String... packages) throws IOException, InterruptedException {
    require("node");
    require("npm");
    Path marker =
        FOLDER.resolve("installed-" + Integer.toHexString(String.join(" ", packages).hashCode()));
    if (Files.exists(marker)) {
      return;
    }
    write("package.json", "{\"private\": true, \"type\": \"module\"}");
    String[] command = new String[packages.length + 6];
    System.arraycopy(
        new String[] {
          "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact"
        },
        0,
        command,
        0,
        6);
    System.arraycopy(packages, 0, command, 6, packages.length);
    run(command);
    Files.createFile(marker);
  }
}
