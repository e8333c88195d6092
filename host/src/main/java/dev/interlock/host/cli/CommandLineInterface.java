package dev.interlock.host.cli;

import dev.interlock.api.InterlockException;
import dev.interlock.api.command.CommandContext;
import dev.interlock.api.command.ExitCode;
import dev.interlock.api.command.HostUnreachableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// The command line: its own commands, and those of the connectors, which are loaded only when
/// asked for.
public final class CommandLineInterface {

  /// Those that talk to a host.
  private static final Set<String> CALLING = Set.of("check", "publish", "schema");

  /// Not shown in the help: they are there for those who come from another program.
  private static final Map<String, String> ALIASES =
      Map.of("m", "migrate", "s", "server", "w", "worker");

  private final AssemblySource source;
  private final HostStarter starter;
  private final Function<CommandContext, List<Object>> pluginCommands;
  private final Supplier<String> address;
  private final InstantSource clock;

  /// @param pluginCommands loads the plugins and makes their commands
  /// @param address of the host that the file in this folder describes; empty where it names none
  public CommandLineInterface(
      AssemblySource source,
      HostStarter starter,
      Function<CommandContext, List<Object>> pluginCommands,
      Supplier<String> address,
      InstantSource clock) {
    this.source = source;
    this.starter = starter;
    this.pluginCommands = pluginCommands;
    this.address = address;
    this.clock = clock;
  }

  /// Runs one command line and returns what the process is to end with.
  public int run(Map<String, String> environment, String... arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    return run(out, err, environment, arguments);
  }

  int run(PrintWriter out, PrintWriter err, Map<String, String> environment, String... arguments) {
    HostOption host = new HostOption(environment, address);
    List<String> rest = new ArrayList<>(Arrays.asList(arguments));
    takeUrl(rest, host);
    if (!rest.isEmpty()) {
      rest.set(0, ALIASES.getOrDefault(rest.getFirst(), rest.getFirst()));
    }
    CommandLine line = new CommandLine(InterlockCommand.spec(), Plainly.FACTORY);
    line.setErr(err); // for what the adding says
    addCommands(line, rest.isEmpty() ? "" : rest.getFirst(), new Context(host, environment, clock));
    line.setOut(
        out); // only now: it reaches the subcommands that are there, none that is added later
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExpandAtFiles(false); // --data @file and --secret @file are ours
    line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.AUTO));
    line.setParameterExceptionHandler(CommandLineInterface::usage);
    IExecutionExceptionHandler handler = CommandLineInterface::failed;
    line.setExecutionExceptionHandler(handler);
    int status = line.execute(rest.toArray(new String[0]));
    out.flush();
    err.flush();
    return status;
  }

  /// Only `asked` where it is one of our own: to read the annotations of the others takes longer
  /// than most commands.
  private void addCommands(CommandLine line, String asked, Context context) {
    Map<String, Supplier<Object>> own = own(context.host);
    Supplier<Object> only = own.get(asked);
    if (only != null) {
      line.addSubcommand(asked, only.get());
      showUrl(line, asked);
      return;
    }
    own.forEach(
        (name, command) -> {
          line.addSubcommand(name, command.get());
          showUrl(line, name);
        });
    line.addSubcommand(new GenerateCompletion());
    addPluginCommands(line, context);
  }

  private static void showUrl(CommandLine line, String command) {
    CommandLine added = line.getSubcommands().get(command);
    if (added != null && CALLING.contains(command)) {
      HostOption.showIn(added);
    }
  }

  private Map<String, Supplier<Object>> own(HostOption host) {
    Map<String, Supplier<Object>> own = new LinkedHashMap<>();
    own.put("run", () -> RunCommand.run(starter));
    own.put("server", () -> RunCommand.server(starter));
    own.put("worker", () -> new WorkerCommand(starter));
    own.put("validate", () -> new ValidateCommand(source));
    own.put("schema", () -> new SchemaCommand(source, host));
    own.put("events", () -> new EventsCommand(source));
    own.put("publish", () -> new PublishCommand(host));
    own.put("generate", () -> new GenerateCommand(source));
    own.put("plugins", () -> new PluginsCommand(source));
    own.put("check", () -> new CheckCommand(host));
    own.put("migrate", () -> new MigrateCommand(source));
    own.put("backup", () -> new BackupCommand(source));
    own.put("version", VersionCommand::new);
    return own;
  }

  /// `--url` may stand anywhere, so that commands of plugins needn't know it.
  private static void takeUrl(List<String> arguments, HostOption host) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--")) {
        return;
      }
      if (argument.equals("--url") && i + 1 < arguments.size()) {
        host.url(arguments.get(i + 1));
        arguments.subList(i, i + 2).clear();
        return;
      }
      if (argument.startsWith("--url=")) {
        host.url(argument.substring(6));
        arguments.remove(i);
        return;
      }
    }
  }

  private void addPluginCommands(CommandLine line, Context context) {
    try {
      for (Object command : pluginCommands.apply(context)) {
        CommandLine added = command instanceof CommandLine given ? given : new CommandLine(command);
        if (line.getSubcommands().containsKey(added.getCommandName())) {
          line.getErr()
              .println(
                  "a plugin's command \""
                      + added.getCommandName()
                      + "\" is left out: there is one already");
        } else {
          HostOption.showIn(added);
          line.addSubcommand(added);
          added.setOut(line.getOut());
          added.setErr(line.getErr());
        }
      }
    } catch (InterlockException failure) {
      line.getErr().println(Escapes.escapeLines(String.valueOf(failure.getMessage())));
    }
  }

  private static int usage(CommandLine.ParameterException failure, String[] arguments) {
    CommandLine line = failure.getCommandLine();
    line.getErr().println(Escapes.escapeLines(String.valueOf(failure.getMessage())));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, line.getErr())) {
      line.getErr().println("Try: " + line.getCommandSpec().qualifiedName(" ") + " --help");
    }
    return ExitCode.USAGE;
  }

  private static int failed(Exception failure, CommandLine line, ParseResult parsed) {
    boolean known =
        failure instanceof InterlockException || failure instanceof IllegalArgumentException;
    String message =
        known || failure instanceof IOException
            ? String.valueOf(failure.getMessage())
            : failure.toString();
    line.getErr().println(Escapes.escapeLines(message));
    if ("debug".equalsIgnoreCase(System.getenv("INTERLOCK_LOG"))) {
      failure.printStackTrace(line.getErr());
    }
    return failure instanceof HostUnreachableException ? ExitCode.UNREACHABLE : ExitCode.FAILED;
  }

  private record Context(HostOption host, Map<String, String> environment, InstantSource clock)
      implements CommandContext {

    @Override
    public String escape(String text) {
      return Escapes.escape(text);
    }

    @Override
    public String secret(String option) {
      if (option.startsWith("env:")) {
        String value = environment.get(option.substring(4));
        if (value == null || value.isEmpty()) {
          throw new IllegalArgumentException(
              "--secret: the environment has no " + option.substring(4));
        }
        return value;
      }
      return option.startsWith("@") ? file(option.substring(1)) : option;
    }

    private static String file(String name) {
      try {
        return Files.readString(Path.of(name)).stripTrailing();
      } catch (IOException failure) {
        throw new IllegalArgumentException("--secret: can't read " + Escapes.escape(name), failure);
      }
    }
  }
}
