package dev.interlock.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.host.cli.AssemblySource.Options;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a host is started with: the options of `run` are said in code, those of the others are read
/// from annotations.
class RunOptionsTest {

  private @Nullable Options options;
  private @Nullable Duty duty;
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLineInterface commands =
        new CommandLineInterface(
            _ -> {
              throw new IllegalStateException("not asked for");
            },
            (given, duties) -> {
              options = given;
              duty = duties;
              throw new InterlockException(ErrorCategory.USER, "far enough");
            },
            _ -> List.of(),
            () -> "",
            InstantSource.system());
    return commands.run(
        new PrintWriter(new StringWriter()), new PrintWriter(err), Map.of(), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "server"})
  void theFileThePluginsThePortAndEveryOverrideArrive(String command) {
    assertThat(
            run(
                command,
                "-c",
                "other.yaml",
                "--plugins=jars",
                "--set",
                "http.port=1",
                "--port",
                "8090",
                "--set=store.url=jdbc:sqlite:a=b.db"))
        .isEqualTo(1);

    assertThat(err.toString()).isEqualTo("far enough" + System.lineSeparator());
    assertThat(options)
        .isEqualTo(
            new Options(
                Path.of("other.yaml"),
                Path.of("jars"),
                Map.of("http.port", "1", "store.url", "jdbc:sqlite:a=b.db")));
    assertThat(duty).isNotNull().extracting(Duty::port).isEqualTo(8090);
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "server"})
  void withoutThemItIsTheFileHere(String command) {
    assertThat(run(command)).isEqualTo(1);

    assertThat(options).isEqualTo(new Options(Path.of("webhooks.yaml"), null, Map.of()));
    assertThat(duty).isNotNull().extracting(Duty::port).isNull();
  }

  @Test
  void aPortBeyondAllPortsIsAMistake() {
    assertThat(run("run", "--port", "70000")).isEqualTo(2);
    assertThat(err.toString()).contains("--port: found 70000, expected 0 to 65535");
    assertThat(options).isNull();
  }
}
