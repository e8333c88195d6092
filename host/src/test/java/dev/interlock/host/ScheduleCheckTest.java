package dev.interlock.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.host.cli.AssemblySource.Options;
import dev.interlock.host.cli.Duty;
import dev.interlock.host.config.ConfigException;
import dev.interlock.host.config.ConfigProblem;
import dev.interlock.host.plugin.PluginModule;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ScheduleCheckTest {

  record Order(String item, @Min(1) int count) {}

  private static final Event<Order, Void> ORDER = Event.of("order", Order.class, Void.class);
  private static final Event<Void, Void> TICK = Event.of("tick", Void.class, Void.class);

  /// Defines the events, no more.
  private static final class Shop implements Connector {
    @Override
    public List<Event<?, ?>> events() {
      return List.of(ORDER, TICK);
    }

    @Override
    public void start(ConnectorContext context) {}
  }

  @TempDir private Path folder;

  private List<String> problems(String schedule) throws IOException {
    try (Assembly assembly = assembly(schedule)) {
      return assembly.bind(Assembly.read(assembly.options())).problems().stream()
          .map(ConfigProblem::text)
          .toList();
    }
  }

  private Assembly assembly(String schedule) throws IOException {
    Path file = folder.resolve("webhooks.yaml");
    Files.writeString(
        file, "http: {port: 0}\nschedules:\n  - {name: a, every: 1s, " + schedule + "}\n");
    return Assembly.embedded(
        new Options(file, null, Map.of()), List.of(PluginModule.embedded("shop", new Shop())));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publish: order, with: {item: x, count: many} | schedules[0].with.count | as the input of"
            + " order: ",
        "publish: order, with: {item: x, count: 0} | schedules[0].with.count | as the input of"
            + " order: ",
        "publish: order, with: {item: x, count: 1, size: 2} | schedules[0].with.size | as the input"
            + " of order: ",
        "publish: order, with: nothing | schedules[0].with | as the input of order: ",
        "publish: tick, with: {a: 1} | schedules[0].with | as the input of tick: ",
        "publish: order | schedules[0] | found no with, expected the input of order",
        "publish: cancelled | schedules[0].publish | found \"cancelled\", a notice",
        "publish: shutdown | schedules[0].publish | found \"shutdown\", an event that only the"
            + " host",
      })
  void whatCouldNeverBePublishedIsAnErrorOfTheFile(String schedule, String path, String message)
      throws IOException {
    assertThat(problems(schedule))
        .singleElement()
        .asString()
        .startsWith(folder.resolve("webhooks.yaml") + ":3:")
        .contains("  " + path + "\n  " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "publish: order, with: {item: x, count: 1}",
        "publish: tick",
        "publish: tick, with: {}",
        "publish: check"
      })
  void whatCanBePublishedIsNone(String schedule) throws IOException {
    assertThat(problems(schedule)).isEmpty();
  }

  @Test
  void aHostDoesNotStartWithIt() throws IOException {
    Assembly assembly = assembly("publish: order, with: {item: x, count: 0}");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                Host.start(
                    assembly,
                    Assembly.read(assembly.options()),
                    Duty.all(null),
                    InstantSource.system()))
        .withMessageContaining("schedules[0].with.count");
  }
}
