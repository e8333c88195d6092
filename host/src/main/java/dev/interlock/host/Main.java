package dev.interlock.host;

import dev.interlock.api.command.CommandContext;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.CommandLineInterface;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.http.HttpPreparation;
import dev.interlock.host.http.HttpSettings;
import dev.interlock.host.plugin.ConnectorTypes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/// Starts `interlock`: gives the command line its parts.
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("run")) {
      HttpPreparation.begin();
    }
    InstantSource clock = InstantSource.system();
    CommandLineInterface commands =
        new CommandLineInterface(
            options -> OfflineAssembly.load(options, clock),
            RunningHost::start,
            Main::pluginCommands,
            Main::address,
            clock);
    System.exit(commands.run(System.getenv(), arguments));
  }

  /// The commands of the connectors; their JARs stay open until the process ends.
  private static List<Object> pluginCommands(CommandContext context) {
    Options options = new Options(Path.of("webhooks.yaml"), null, Map.of());
    Assembly assembly = Assembly.load(options, Assembly.readIfPossible(options));
    List<Object> commands = new ArrayList<>();
    for (ConnectorTypes.Type type : assembly.types().all().values()) {
      try {
        commands.addAll(type.connector().commands(context));
      } catch (RuntimeException | LinkageError failure) {
        LoggerFactory.getLogger("interlock.commands")
            .warn("connector={} its commands are left out", type.module().name(), failure);
      }
    }
    return commands;
  }

  /// Where the host of the file in this folder listens; empty where there is none.
  private static String address() {
    Options options = new Options(Path.of("webhooks.yaml"), null, Map.of());
    ConfigDocument document = Assembly.readIfPossible(options);
    return document
        .section("http")
        .map(
            http -> {
              String host = http.path("host").asString("127.0.0.1");
              String scheme = http.has("tls") ? "https://" : "http://";
              return scheme + HttpSettings.authority(host, http.path("port").asInt(8080));
            })
        .orElse("");
  }
}
