package dev.interlock.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.HostEvents;
import dev.interlock.api.HostEvents.Finding;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.testkit.Responder;
import dev.interlock.testkit.TestHost;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two hosts on one PostgreSQL: what `check` says of their files.
class DifferingFilesTest {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path one;
  @TempDir private Path other;
  private final Responder responder = Responder.start();
  private EmbeddedPostgres postgres;

  @BeforeEach
  void start() throws Exception {
    postgres = EmbeddedPostgres.start();
  }

  @AfterEach
  void close() throws Exception {
    postgres.close();
    responder.close();
  }

  private String file(String remark) {
    return "store: {url: '%s', user: postgres}\n"
            .formatted(postgres.getJdbcUrl("postgres", "postgres"))
        + "webhooks: [{name: hook, events: after:greet, delivery: durable, secret: s3cr3t, url: '"
        + responder.url("/in")
        + "'}]\n"
        + remark;
  }

  private static TestHost host(Path folder, String file) {
    return TestHost.with("greeter", new WebhooksHostTest.Greeter())
        .and("webhooks", new WebhooksConnector())
        .folder(folder)
        .start(file);
  }

  private static List<Finding> files(TestHost host) {
    Completed<HostEvents.Checked> checked =
        (Completed<HostEvents.Checked>) host.events().publish(HostEvents.CHECK);
    return checked.results().stream()
        .flatMap(result -> result.value().findings().stream())
        .filter(finding -> finding.subject().equals("files"))
        .toList();
  }

  private static void awaitFiles(TestHost host, boolean same) {
    await()
        .atMost(SOON)
        .until(() -> files(host).stream().anyMatch(finding -> finding.ok() == same));
  }

  @Test
  void namesTheHostsAndSinceWhenUntilTheirFilesAreTheSame() {
    try (TestHost first = host(one, file("# one\n"))) {
      assertThat(files(first)).isEmpty();
      try (TestHost second = host(other, file("# other\n"))) {
        awaitFiles(first, false);
        awaitFiles(second, false);
        assertThat(files(first).getFirst().detail())
            .startsWith("hosts on one store run 2 differing files: ")
            .containsPattern(
                "[0-9a-f]{8} on \\S+/\\d+ \\([0-9a-f]{8}\\) since \\d{4}-[-0-9]+T[:0-9]+Z; "
                    + "[0-9a-f]{8} on \\S+/\\d+ \\([0-9a-f]{8}\\) since \\d{4}-[-0-9]+T[:0-9]+Z");
        assertThat(files(first).getFirst().remedy()).contains("the same file");

        second.rewrite(file("# one\n"));
        awaitFiles(first, true);
        assertThat(files(second).getFirst().detail()).isEqualTo("2 hosts run the same file");
      }
      await().atMost(SOON).until(() -> files(first).isEmpty());
    }
  }
}
