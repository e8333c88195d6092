package dev.interlock.host.cli;

import dev.interlock.host.cli.AssemblySource.Options;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/// The options by which a command finds file and plugins.
final class FileOptions {

  private static final String CONFIG_IS = "The operator's file (default: ${DEFAULT-VALUE}).";
  private static final String PLUGINS_ARE =
      "The folder of plugin JARs (default: the one that the file names, or the distribution's).";
  private static final String SET_DOES =
      "Overrides a value of the file: --set http.port=8090. Repeatable.";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = CONFIG_IS)
  private Path config = Path.of("webhooks.yaml");

  @Option(names = "--plugins", paramLabel = "DIR", description = PLUGINS_ARE)
  private @Nullable Path plugins;

  @Option(names = "--set", paramLabel = "KEY=VALUE", description = SET_DOES)
  private Map<String, String> overrides = new LinkedHashMap<>();

  Options options() {
    return new Options(config, plugins, overrides);
  }

  /// The same options, for a command that is said in code.
  void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder("-c", "--config")
            .type(Path.class)
            .paramLabel("FILE")
            .description(CONFIG_IS)
            .defaultValue(config.toString())
            .setter(Plainly.setter(value -> config = (Path) value))
            .build());
    command.addOption(
        OptionSpec.builder("--plugins")
            .type(Path.class)
            .paramLabel("DIR")
            .description(PLUGINS_ARE)
            .setter(Plainly.setter(value -> plugins = (Path) value))
            .build());
    command.addOption(
        OptionSpec.builder("--set")
            .type(Map.class)
            .auxiliaryTypes(String.class, String.class)
            .paramLabel("KEY=VALUE")
            .description(SET_DOES)
            .getter(Plainly.getter(() -> overrides))
            .setter(Plainly.setter(this::override))
            .build());
  }

  /// picocli hands over a map of its own before it fills it.
  @SuppressWarnings("unchecked") // of the types that the option names
  private void override(@Nullable Object given) {
    overrides = given == null ? new LinkedHashMap<>() : (Map<String, String>) given;
  }
}
