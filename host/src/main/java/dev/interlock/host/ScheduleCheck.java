package dev.interlock.host;

import dev.interlock.api.Event;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.InvalidInputException.Violation;
import dev.interlock.host.bus.schedule.ScheduleSettings;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.config.ConfigProblem;
import dev.interlock.host.config.ConfigProblem.Severity;
import dev.interlock.host.schema.TypeMapping;
import java.util.List;

/// Whether a schedule could ever publish: its event may come from outside, and takes `with` as its
/// input. For one thread.
final class ScheduleCheck implements AutoCloseable {

  private final ConfigDocument document;
  private final TypeMapping mapping = new TypeMapping();

  ScheduleCheck(ConfigDocument document) {
    this.document = document;
  }

  /// @param path where the schedule stands
  /// @param event the one that it names
  List<ConfigProblem> problems(String path, ScheduleSettings schedule, Event<?, ?> event) {
    if (!BusEventApi.isPublic(event)) {
      String why = event.isNotice() ? "a notice" : "an event that only the host publishes";
      return List.of(
          error(
              path + ".publish",
              "found \"" + event.name() + "\", " + why + ", expected one that can be published"));
    }
    try {
      Object input = mapping.read(event.name(), schedule.input().utf8(), event.inputType());
      mapping.validate(event.name(), input, event.inputType());
      return List.of();
    } catch (InvalidInputException invalid) {
      return invalid.violations().stream().map(each -> input(path, schedule, event, each)).toList();
    } catch (RuntimeException | LinkageError failure) {
      return List.of(error(path + ".with", "the input of " + event.name() + ": " + failure));
    }
  }

  private ConfigProblem input(
      String path, ScheduleSettings schedule, Event<?, ?> event, Violation violation) {
    if (schedule.with() == null) {
      return error(path, "found no with, expected the input of " + event.name());
    }
    boolean whole = violation.path().equals("$");
    return error(
        path + ".with" + (whole ? "" : "." + violation.path()),
        "as the input of " + event.name() + ": " + violation.message());
  }

  private ConfigProblem error(String path, String message) {
    return document.problem(Severity.ERROR, path, message);
  }

  @Override
  public void close() {
    mapping.close();
  }
}
