package dev.interlock.host.cli;

import dev.interlock.host.cli.AssemblySource.Options;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options by which a command finds file and plugins.
final class FileOptions {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "The operator's file (default: ${DEFAULT-VALUE}).")
  private Path config = Path.of("webhooks.yaml");

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description =
          "The folder of plugin JARs (default: the one that the file names, or the"
              + " distribution's).")
  private @Nullable Path plugins;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a value of the file: --set http.port=8090. Repeatable.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  Options options() {
    return new Options(config, plugins, overrides);
  }
}
