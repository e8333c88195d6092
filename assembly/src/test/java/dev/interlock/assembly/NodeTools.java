package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.assembly.Distribution.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Node programs that tests run.
final class NodeTools {

  private static final Path FOLDER = Path.of("target", "tools").toAbsolutePath();

  private NodeTools() {}

  /// Installs exact versions once, into the build folder.
  static synchronized void install(String... packages) throws IOException, InterruptedException {
    Needed.program("node");
    Needed.program("npm");
    Path marker =
        FOLDER.resolve("installed-" + Integer.toHexString(String.join(" ", packages).hashCode()));
    if (Files.exists(marker)) {
      return;
    }
    Files.createDirectories(FOLDER);
    Files.writeString(FOLDER.resolve("package.json"), "{\"private\": true, \"type\": \"module\"}");
    List<String> command =
        new ArrayList<>(
            List.of(
                "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--save-exact"));
    command.addAll(List.of(packages));
    run(command);
    Files.createFile(marker);
  }

  /// Runs a module where the installed packages are near, and gives what it printed, trimmed.
  static String script(String name, String text, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("node", Files.writeString(FOLDER.resolve(name), text).toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Ended ended = Distribution.run(FOLDER, command);
    assertThat(ended.status()).as("%s\n%s\n%s", command, ended.output(), ended.errors()).isZero();
    return ended.output().strip();
  }
}
