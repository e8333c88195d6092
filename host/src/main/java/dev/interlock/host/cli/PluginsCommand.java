package dev.interlock.host.cli;

import dev.interlock.api.command.ExitCode;
import dev.interlock.host.cli.AssemblySource.PluginRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `interlock plugins`: what is there, from where, why not.
@Command(
    name = "plugins",
    description = "Lists the plugins: what loads, from where, why not.",
    mixinStandardHelpOptions = true)
final class PluginsCommand implements Callable<Integer> {

  private final AssemblySource source;

  @Mixin private FileOptions files;
  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  PluginsCommand(AssemblySource source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    List<PluginRow> plugins;
    try (AssemblySource.Offline assembly = source.load(files.options())) {
      plugins = assembly.plugins();
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.isJson()) {
      out.println(JsonText.of(Map.of("plugins", plugins)));
    } else {
      Table table = new Table("NAME", "VERSION", "MATURITY", "LICENSE", "JAR", "STATE");
      for (PluginRow plugin : plugins) {
        table.row(
            plugin.name(),
            plugin.version(),
            plugin.maturity(),
            plugin.license(),
            plugin.jar(),
            plugin.state());
      }
      out.print(table);
    }
    return plugins.stream().allMatch(plugin -> plugin.state().equals("ready"))
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  @Command(
      name = "lock",
      description = "Writes plugins.lock beside the file: only these JARs may load.",
      mixinStandardHelpOptions = true)
  int lock(@Mixin FileOptions lockFiles) throws IOException {
    Path file = lockFiles.options().config().toAbsolutePath().resolveSibling("plugins.lock");
    String lines;
    try (AssemblySource.Offline assembly = source.load(lockFiles.options())) {
      lines = assembly.lock();
    }
    Files.writeString(file, lines);
    spec.commandLine().getOut().println("wrote " + file + ": " + lines.lines().count() + " JARs");
    return ExitCode.OK;
  }

  @Command(
      name = "new",
      description = "Makes a Maven project of a connector, ready to build.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "NAME", description = "The connector's name: [a-z][a-z0-9_-]*.")
          String name)
      throws IOException {
    Path folder = new PluginProject(name).write(Path.of(""));
    spec.commandLine()
        .getOut()
        .println("wrote " + folder + "; build it with: mvn -f " + folder + " package");
    return ExitCode.OK;
  }
}
