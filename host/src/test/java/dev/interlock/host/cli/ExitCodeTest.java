package dev.interlock.host.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Decision;
import dev.interlock.api.ErrorCategory;
import dev.interlock.api.Event;
import dev.interlock.api.InterlockException;
import dev.interlock.api.Preposition;
import dev.interlock.api.embed.EmbeddedHost;
import dev.interlock.api.store.TakenOver;
import dev.interlock.host.cli.AssemblySource.EventRow;
import dev.interlock.host.cli.AssemblySource.Findings;
import dev.interlock.host.cli.AssemblySource.MigrationRow;
import dev.interlock.host.cli.AssemblySource.PluginRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// 0 ok, 1 what was asked failed, 2 usage, 3 cancelled by a veto, 4 host unreachable.
final class ExitCodeTest {

  record Name(String text) {}

  private static final Event<Name, Name> GREET = Event.of("greet", Name.class, Name.class);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private List<String> errors = List.of();
  private String address = "";

  /// Greets all but the one it vetoes and the one it breaks on.
  private static final class Greeter implements Connector {
    @Override
    public List<Event<?, ?>> events() {
      return List.of(GREET);
    }

    @Override
    public void start(ConnectorContext context) {
      context
          .events()
          .before(
              GREET,
              name ->
                  name.text().equals("nobody")
                      ? Decision.cancel("nobody\u001b[2J to greet")
                      : Decision.proceed());
      context
          .events()
          .on(
              GREET,
              name -> {
                if (name.text().equals("broken")) {
                  throw new IllegalStateException("broke");
                }
                return new Name("Hi, " + name.text());
              });
    }
  }

  private final class Prepared implements AssemblySource.Offline {
    @Override
    public Findings validate() {
      return new Findings(errors, List.of());
    }

    @Override
    public List<EventRow> events() {
      return List.of(new EventRow("greet", 1, "greeter", List.of("before", "on", "after"), ""));
    }

    @Override
    public byte[] schema(Preposition preposition, String event) {
      throw new InterlockException(
          ErrorCategory.USER, "found \"" + event + "\u001b\", no such event");
    }

    @Override
    public byte[] configSchema() {
      return new byte[] {'{', '}'};
    }

    @Override
    public String startingFile(List<String> keys, boolean defaults) {
      return "";
    }

    @Override
    public List<PluginRow> plugins() {
      return List.of();
    }

    @Override
    public List<MigrationRow> migrate() {
      return List.of(
          new MigrationRow("interlock", "none", "2", ""),
          new MigrationRow("greeter", "1", "1", ""));
    }

    @Override
    public List<TakenOver> importPostmand() {
      return List.of(new TakenOver("webhooks", 2, 1, List.of("webhook \u001b is inactive")));
    }

    @Override
    public Map<String, Long> importSqlite(Path file) {
      return Map.of("interlock_delivery", 3L);
    }

    @Override
    public int rekey() {
      return 3;
    }

    @Override
    public List<Integer> acceptSchema(String event) {
      return event.equals("greet") ? List.of(2) : List.of();
    }

    @Override
    public String backup(Path target) {
      return "data/interlock.db";
    }

    @Override
    public String lock() {
      return "";
    }

    @Override
    public void close() {}
  }

  private int run(String... arguments) {
    CommandLineInterface commands =
        new CommandLineInterface(
            _ -> new Prepared(),
            (options, port) -> {
              throw new InterlockException(ErrorCategory.USER, "can't listen");
            },
            _ -> List.of(),
            () -> address,
            InstantSource.system());
    return commands.run(
        new PrintWriter(out, true), new PrintWriter(err, true), Map.of(), arguments);
  }

  @Test
  void whatWorksIs0() {
    assertThat(run("version")).isZero();
    assertThat(run("validate")).isZero();
    assertThat(run("events")).isZero();
    assertThat(run("migrate", "--rekey")).isZero();
    assertThat(out.toString())
        .contains("interlock  none -> 2", "greeter    up to date (1)", "rekeyed: 3 secrets");
    assertThat(run("migrate", "--from-postmand")).isZero();
    assertThat(out.toString())
        .contains("from postmand: 2 webhooks imported, 1 there already")
        .contains("webhook \\u001b is inactive");
    assertThat(run("migrate", "--from-sqlite", "data/interlock.db")).isZero();
    assertThat(out.toString()).contains("moved: 3 rows of interlock_delivery");
    assertThat(run("m")).isZero();
    assertThat(run("backup", "copy.db")).isZero();
    assertThat(out.toString()).contains("copied data/interlock.db to copy.db");
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("greet").contains("Usage:");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void whatFailsIs1AndIsSaidOnTheErrorStreamWithoutControls() {
    errors = List.of("webhooks.yaml:1:1  a\n  found b\u001b");
    assertThat(run("validate")).isEqualTo(1);
    assertThat(run("schema", "before:greet")).isEqualTo(1);
    assertThat(run("run")).isEqualTo(1);
    assertThat(err.toString())
        .contains("no such event")
        .contains("can't listen")
        .doesNotContain("\u001b");
    assertThat(out.toString()).doesNotContain("\u001b");
  }

  @Test
  void wrongUsageIs2() {
    assertThat(run("validate", "--nonsense")).isEqualTo(2);
    assertThat(run("publish")).isEqualTo(2);
    assertThat(run("run", "--port", "many")).isEqualTo(2);
    assertThat(run("nonsense\u001b")).isEqualTo(2);
    assertThat(err.toString()).contains("--nonsense").doesNotContain("\u001b");
  }

  @Test
  void aHostThatDoesNotAnswerIs4() throws IOException {
    String nowhere = nowhere();
    assertThat(run("publish", "greet", "--url", nowhere)).isEqualTo(4);
    assertThat(err.toString()).contains("no host answers at " + nowhere);
  }

  private static String nowhere() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort();
    }
  }

  @Test
  void aSchemaIsAcceptedInTheStoreOfTheFileWhereNoHostRunsButNeverForOneThatWasNamed()
      throws IOException {
    address = nowhere();
    assertThat(run("schema", "accept", "greet")).isZero();
    assertThat(out.toString())
        .contains("accepted: greet version 2", "No host runs: it counts from the next start.");
    assertThat(run("schema", "accept", "nothing\u001b")).isEqualTo(1);
    assertThat(err.toString()).contains("no plugin carries a schema of").doesNotContain("\u001b");
    assertThat(run("schema", "accept", "greet", "--url", address)).isEqualTo(4);
    assertThat(run("schema", "accept")).isEqualTo(2);
    assertThat(run("schema", "config", "greet")).isEqualTo(2);
  }

  @Test
  void aPublishEndsWithTheOutcome(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("webhooks.yaml"), "http: {port: 0}\n");
    try (EmbeddedHost host =
        EmbeddedHost.start(
            new EmbeddedHost.Setup(
                file, Map.of("greeter", new Greeter()), InstantSource.system()))) {
      String url = "--url=" + host.api();
      assertThat(run("publish", "greet", "--data", "{\"text\": \"Ada\"}", url)).isZero();
      assertThat(out.toString()).contains("Hi, Ada");
      assertThat(run("publish", "greet", "--data", "{\"text\": \"nobody\"}", url)).isEqualTo(3);
      assertThat(run("publish", "greet", "--data", "{\"text\": \"broken\"}", url)).isEqualTo(1);
      assertThat(run("publish", "greet", "--data", "{\"text\": 3}", url)).isEqualTo(1);
      assertThat(run("publish", "nothing", url)).isEqualTo(1);
      assertThat(out.toString() + err).contains("to greet").doesNotContain("\u001b");
    }
  }
}
