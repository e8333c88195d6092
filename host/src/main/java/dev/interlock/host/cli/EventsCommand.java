package dev.interlock.host.cli;

import dev.interlock.host.cli.AssemblySource.EventRow;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `interlock events`: the event types of the assembly.
@Command(
    name = "events",
    description = "Lists the event types, their prepositions, and who defines them.",
    mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {

  private final AssemblySource source;

  @Mixin private FileOptions files;
  @Mixin private OutputOption output;
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  EventsCommand(AssemblySource source) {
    this.source = source;
  }

  @Override
  public Integer call() {
    List<EventRow> events;
    try (AssemblySource.Offline assembly = source.load(files.options())) {
      events = assembly.events();
    }
    if (output.isJson()) {
      spec.commandLine().getOut().println(JsonText.of(Map.of("events", events)));
      return 0;
    }
    Table table = new Table("EVENT", "DEFINED BY", "PREPOSITIONS", "DESCRIPTION");
    for (EventRow event : events) {
      table.row(
          event.name(),
          event.definedBy(),
          String.join(" ", event.prepositions()),
          event.description());
    }
    spec.commandLine().getOut().print(table);
    return 0;
  }
}
