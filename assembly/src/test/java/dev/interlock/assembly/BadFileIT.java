package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.Distribution.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Files that are wrong: each error says where, what was found, what was expected, and nothing else
/// happens.
class BadFileIT {

  @TempDir Path folder;

  @Test
  void anUnknownEventReadsAsTheManualShowsIt() throws Exception {
    Ended ended =
        validate(
            """
            # Line 7 is the one that is wrong.
            webhooks:
              - name: record
                url: https://a.example/hooks
                secret: s3cr3t
                events:
                  - after:mesure
            """);
    assertThat(ended.output())
        .isEqualTo(
            """
            webhooks.yaml:7:9  webhooks[0].events[0]
              found "after:mesure", no such event; did you mean after:measure?
            1 error; nothing was changed
            """);
    assertThat(ended.status()).isEqualTo(1);
  }

  static List<Arguments> files() {
    String webhook =
        "webhooks:\n  - {name: a, events: %s, url: 'https://a.example/', secret: %s}\n";
    return List.of(
        Arguments.of(
            "broken YAML",
            "webhooks:\n  - {name: a, events: [after:measure\n",
            "webhooks.yaml:",
            "expected"),
        Arguments.of("a tab", "webhooks:\n\t- name: a\n", "webhooks.yaml:2:", "tab"),
        Arguments.of(
            "a key twice", "http: {port: 1}\nhttp: {port: 2}\n", "webhooks.yaml:2:1", "http"),
        Arguments.of(
            "an unknown key", "webhoks: []\n", "webhooks.yaml:1:1", "did you mean webhooks?"),
        Arguments.of(
            "an unknown key within",
            webhook.formatted("after:measure", "s, secrt: x"),
            "webhooks[0].secrt",
            "did you mean secret?"),
        Arguments.of(
            "on:",
            webhook.formatted("'on:measure'", "s"),
            "webhooks[0].events",
            "webhooks hook before or after"),
        Arguments.of(
            "an empty secret",
            webhook.formatted("after:measure", "''"),
            "webhooks[0].secret",
            "empty"),
        Arguments.of(
            "a missing secret",
            "webhooks:\n  - {name: a, events: after:measure, url: 'https://a.example/'}\n",
            "webhooks[0]",
            "secret"),
        Arguments.of(
            "an unset reference",
            webhook.formatted("after:measure", "'${env:NOT_SET_HERE}'"),
            "webhooks[0].secret",
            "NOT_SET_HERE"),
        Arguments.of(
            "a wrong duration",
            "shutdown_timeout: soon\n",
            "webhooks.yaml:1:19  shutdown_timeout",
            "soon"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isRefusedWithPlaceAndReason(String what, String text, String place, String reason)
      throws Exception {
    Ended ended = validate(text);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains(place).contains(reason).endsWith("nothing was changed\n");
    assertThat(ended.errors()).isEmpty();
  }

  @Test
  void allErrorsComeAtOnceAndRunEndsWithThem() throws Exception {
    Files.writeString(
        folder.resolve("webhooks.yaml"), "shutdown_timeout: soon\nhttp: {prot: 1}\ntunning: {}\n");
    Ended ended = Distribution.built().run(folder, "run");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors())
        .contains("shutdown_timeout")
        .contains("http.prot")
        .contains("did you mean tuning?");
    assertThat(ended.output()).doesNotContain("ready");
  }

  @Test
  void aFileThatIsNotThereIsNamed() throws Exception {
    Ended ended = Distribution.built().run(folder, "run", "--config", "missing.yaml");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.errors()).contains("missing.yaml");
  }

  @Test
  void aBadSaveChangesNothingAndAGoodOneReloads() throws Exception {
    Path file = folder.resolve("webhooks.yaml");
    String good =
        "webhooks:\n"
            + "  - {name: first, events: after:measure, url: 'https://a.example/', secret: s}\n";
    Files.writeString(file, good);
    try (RunningInterlock interlock = RunningInterlock.run(folder)) {
      Api api = new Api(interlock.api());
      assertThat(names(api)).containsExactly("first");

      Files.writeString(
          file, good.replace("first", "second").replace("after:measure", "after:mesure"));
      interlock.awaitLine(".* ERROR the saved file is wrong, nothing was changed");
      interlock.awaitLine(
          "webhooks\\.yaml:2:\\d+  webhooks\\[0]\\.events.*|.*webhooks\\[0]\\.events.*");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> api.get("/readyz").json().path("status").asString().equals("degraded"));
      JsonNode ready = api.get("/readyz").json();
      assertThat(ready.path("degraded").path(0).path("subject").asString()).isEqualTo("file");
      assertThat(ready.path("degraded").path(0).path("detail").asString()).contains("after:mesure");
      assertThat(names(api)).containsExactly("first");
      assertThat(api.get("/metrics").text()).containsPattern("interlock_\\w*reload\\w* 1");

      Files.writeString(file, good.replace("first", "second"));
      interlock.awaitLine(".* reloaded webhooks\\.yaml: webhooks");
      await().atMost(Duration.ofSeconds(20)).until(() -> names(api).equals(List.of("second")));
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> api.get("/readyz").json().path("status").asString().equals("ok"));

      Files.writeString(file, "http: {max_body: 2MiB}\n" + good.replace("first", "second"));
      interlock.awaitLine(".* WARN restart needed for: http");
    }
  }

  private static List<String> names(Api api) throws Exception {
    return api.get("/v1/webhooks")
        .json()
        .path("webhooks")
        .valueStream()
        .map(each -> each.path("name").asString())
        .toList();
  }

  private Ended validate(String text) throws Exception {
    Files.writeString(folder.resolve("webhooks.yaml"), text);
    return Distribution.built().run(folder, "validate");
  }
}
