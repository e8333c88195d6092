package dev.interlock.host.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.interlock.api.Event;
import dev.interlock.api.EventPattern;
import dev.interlock.api.FailurePolicy;
import dev.interlock.api.HostEvents;
import dev.interlock.api.Json;
import dev.interlock.api.TypeToken;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsBinderTest {

  private static final Event<Void, Void> MEASURE = Event.of("measure", Void.class, Void.class);
  private static final KnownEvents KNOWN =
      KnownEvents.of(
          List.of(MEASURE, Event.of("adjust", Void.class, Void.class), HostEvents.CANCELLED),
          false);

  @TempDir Path folder;

  record Header(@NotBlank String name, @NotNull String value) {}

  record Headers(Map<String, String> byName) {
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Headers of(List<Header> list) {
      Map<String, String> byName = new LinkedHashMap<>();
      list.forEach(header -> byName.put(header.name(), header.value()));
      return new Headers(byName);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Headers of(Map<String, String> map) {
      return new Headers(map);
    }
  }

  record Backoff(Integer maxTries, Duration maxTime) {
    public Backoff {
      if (maxTries != null && maxTries < 1) {
        throw new InvalidSetting("max_tries", "found " + maxTries + ", expected 1 or more");
      }
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Backoff of(boolean enabled) {
      if (enabled) {
        throw new IllegalArgumentException("found true, expected false or a mapping");
      }
      return new Backoff(1, null);
    }
  }

  record Hook(
      String name,
      String description,
      @NotEmpty @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          List<EventPattern> events,
      @NotNull URI url,
      @NotNull Secret secret,
      Headers headers,
      Backoff backoff,
      FailurePolicy onFailure) {}

  record Listener(List<EventPattern> events, Integer port) {
    public Listener {
      if (events != null && events.isEmpty()) {
        throw new InvalidSetting("events", "expected at least one");
      }
    }
  }

  record Hooks(Duration retention, List<Hook> hooks) {
    public Hooks {
      hooks = hooks == null ? List.of() : List.copyOf(hooks);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Hooks of(List<Hook> hooks) {
      return new Hooks(null, hooks);
    }
  }

  enum Mode {
    OFF,
    FAIL_FAST,
    @JsonProperty("2xx")
    SUCCESS
  }

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Range.class, name = "range"),
    @JsonSubTypes.Type(value = Choice.class, name = "enum")
  })
  sealed interface Knob {}

  record Range(int min, @Max(10) int max) implements Knob {}

  record Choice(@NotEmpty List<String> values) implements Knob {}

  record Everything(
      Duration span,
      ByteSize size,
      Rate rate,
      Secret secret,
      URI url,
      Path file,
      Json with,
      Mode mode,
      Map<Mode, Integer> byMode,
      int count,
      Long big,
      double share,
      boolean on,
      List<Knob> knobs,
      @JsonProperty("special-name") String special) {}

  private SettingsBinder binder(String yaml, Map<String, String> environment, KnownEvents known)
      throws IOException {
    Path file = Files.writeString(folder.resolve("webhooks.yaml"), yaml);
    return new SettingsBinder(
        ConfigDocument.read(file, References.of(environment), Map.of()), known);
  }

  private <T> BoundSection<T> bind(String yaml, Class<T> type) throws IOException {
    return binder(yaml, Map.of("SECRET", "hunter2", "NUMBER", "12345"), KNOWN).bind("s", type);
  }

  private <T> List<String> problems(String yaml, Class<T> type) throws IOException {
    BoundSection<T> bound = bind(yaml, type);
    assertThat(bound.problems()).isNotEmpty();
    return bound.problems().stream()
        .map(each -> each.line() + ":" + each.column() + " " + each.path() + " " + each.message())
        .toList();
  }

  @Test
  void doesNotCallAListEmptyWhoseItemsWereWrong() throws IOException {
    assertThat(problems("s: {events: [after:mesure], port: x}\n", Listener.class))
        .satisfiesExactlyInAnyOrder(
            event -> assertThat(event).startsWith("1:14 s.events[0] found \"after:mesure\""),
            port -> assertThat(port).startsWith("1:35 s.port"));
    assertThat(problems("s: {events: []}\n", Listener.class))
        .containsExactly("1:13 s.events expected at least one");
  }

  @Test
  void theSeedsExampleLoads() throws IOException {
    BoundSection<Hooks> bound =
        binder(
                """
                webhooks:
                  - name: my_measure_handler # Optional. Name of the webhook.
                    description: Store measurement info into Elastic Search. # Optional: Textual description of the webhook
                    events:
                    - after:measure # Required. Format: `(before|after):[EVENT_NAME]`
                    url: https://example.com/webhooks # Required. Format: [URL]
                    secret: s3cr3t # Required. Secret value for computing webhook signatures
                    headers: # Optional, Dict[str, str]
                      - name: x-some-header
                        value: some value
                    backoff: # Optional. Setting to `false` disables retries.
                      max_tries: 3
                      max_time: 5m
                """,
                Map.of(),
                KNOWN)
            .bind("webhooks", Hooks.class);
    assertThat(bound.problems()).isEmpty();
    Hook hook = bound.orThrow().hooks().getFirst();
    assertThat(hook.events()).containsExactly(EventPattern.parse("after:measure"));
    assertThat(hook.secret().reveal()).isEqualTo("s3cr3t");
    assertThat(hook.headers().byName()).containsEntry("x-some-header", "some value");
    assertThat(hook.backoff()).isEqualTo(new Backoff(3, Duration.ofMinutes(5)));
  }

  @Test
  void aSettingMayHaveSeveralForms() throws IOException {
    Hook hook =
        bind(
                """
                s: {retention: 30d, hooks: [{events: after:measure, url: "https://e.com", secret: x, headers: {a: b}, backoff: false, on_failure: proceed}]}
                """,
                Hooks.class)
            .orThrow()
            .hooks()
            .getFirst();
    assertThat(hook.events()).hasSize(1);
    assertThat(hook.headers().byName()).containsEntry("a", "b");
    assertThat(hook.backoff().maxTries()).isEqualTo(1);
    assertThat(hook.onFailure()).isEqualTo(FailurePolicy.PROCEED);
  }

  @Test
  void everyTypeHasItsTextForm() throws IOException {
    Everything all =
        bind(
                """
                s:
                  span: 1h30m
                  size: 64KiB
                  rate: 600/m
                  secret: ${env:SECRET}
                  url: https://example.com/a
                  file: certs/ca.pem
                  with: {a: [1, null, "x"]}
                  mode: fail_fast
                  by_mode: {off: 1, 2xx: 2}
                  count: ${env:NUMBER}
                  big: 12345678901
                  share: 1
                  on: true
                  knobs: [{type: range, min: 1, max: 3}, {type: enum, values: [g1]}]
                  special-name: y
                """,
                Everything.class)
            .orThrow();
    assertThat(all)
        .isEqualTo(
            new Everything(
                Duration.ofMinutes(90),
                new ByteSize(65536),
                new Rate(10),
                new Secret("hunter2"),
                URI.create("https://example.com/a"),
                folder.resolve("certs/ca.pem"),
                Json.of("{\"a\":[1,null,\"x\"]}"),
                Mode.FAIL_FAST,
                Map.of(Mode.OFF, 1, Mode.SUCCESS, 2),
                12345,
                12345678901L,
                1.0,
                true,
                List.of(new Range(1, 3), new Choice(List.of("g1"))),
                "y"));
    assertThat(bind("s: {span: 90, with: 5}", Everything.class).orThrow())
        .extracting(Everything::span, Everything::with)
        .containsExactly(Duration.ofSeconds(90), Json.of("5"));
    assertThat(bind("s: {span: 1.5}", Everything.class).orThrow().span())
        .isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void anAbsentOrEmptySectionBindsAsAnEmptyMapping() throws IOException {
    Everything none = bind("other: 1\n", Everything.class).orThrow();
    assertThat(none.span()).isNull();
    assertThat(none.count()).isZero();
    assertThat(bind("s:\n", Everything.class).orThrow()).isEqualTo(none);
    assertThat(bind("s: {}\n", Everything.class).orThrow()).isEqualTo(none);
  }

  @Test
  void nothingIsCoerced() throws IOException {
    assertThat(
            problems(
                """
                s:
                  span: soon
                  size: 64
                  rate: fast
                  url: /relative
                  mode: fial_fast
                  count: "5"
                  big: 1.0
                  share: "1"
                  on: yes
                  knobs: {}
                  special-name: 7
                """,
                Everything.class))
        .containsExactly(
            "2:9 s.span found \"soon\", expected a duration: 500ms, 3s, 5m, 1h30m, 2d, or a number"
                + " of seconds",
            "3:9 s.size found 64, expected a size: 512B, 64KiB, 1MiB, 2GiB; quote it",
            "4:9 s.rate found \"fast\", expected a rate: 100/s, 0.5/s, 600/m",
            "5:8 s.url found \"/relative\", expected a URL: https://example.com/hooks",
            "6:9 s.mode found \"fial_fast\", expected one of 2xx, fail_fast, off; did you mean"
                + " fail_fast?",
            "7:10 s.count found \"5\", expected a whole number",
            "8:8 s.big found 1.0, expected a whole number",
            "9:10 s.share found \"1\", expected a number",
            "10:7 s.on found \"yes\", expected true or false",
            "11:10 s.knobs found a mapping, expected a list",
            "12:17 s.special-name found 7, expected text; quote it");
  }

  @Test
  void unknownKeysNameTheNearest() throws IOException {
    assertThat(problems("s:\n  sapn: 1s\n  zzzzzzzz: 1\n", Everything.class))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .isEqualTo(
                        "2:3 s.sapn found the key \"sapn\", no such setting; did you mean span?"),
            second ->
                assertThat(second)
                    .startsWith(
                        "3:3 s.zzzzzzzz found the key \"zzzzzzzz\", no such setting; expected one"
                            + " of big, by_mode,"));
    assertThat(problems("s: {by_mode: {of: 1}}", Everything.class))
        .containsExactly(
            "1:15 s.by_mode.of found the key \"of\", expected one of 2xx, fail_fast, off; did you"
                + " mean off?");
  }

  @Test
  void aListKeepsItsCountWhenElementsAreWrong() throws IOException {
    assertThat(
            problems(
                """
                s:
                  - {events: after:mesure, url: "https://e.com", secret: x}
                  - {events: [after:measure, on:measure, 5], url: 7, secret: x}
                  - {events: [], url: "https://e.com"}
                  - 5
                  - {events: [before:cancelled, aftr:measure], url: "https://e.com", secret: x, backoff: {max_tries: 0, max_time: x}}
                  - {events: after:adjust, url: "https://e.com", secret: x, headers: [{name: "", value: v}], backoff: true}
                """,
                Hooks.class))
        .containsExactly(
            "2:14 s[0].events found \"after:mesure\", no such event; did you mean after:measure?",
            "3:30 s[1].events[1] found \"on:measure\", webhooks hook before or after",
            "3:42 s[1].events[2] found 5, expected (before|after):NAME; quote it",
            "3:51 s[1].url found 7, expected a URL: https://example.com/hooks; quote it",
            "4:5 s[2].secret required, expected text that is not empty",
            "4:14 s[2].events must not be empty",
            "5:5 s[3] found 5, expected a mapping",
            "6:15 s[4].events[0] found \"before:cancelled\", notices have no before; did you mean"
                + " after:cancelled?",
            "6:33 s[4].events[1] found \"aftr:measure\", expected (before|after):NAME, * in NAME"
                + " for any characters; did you mean after:measure?",
            "6:102 s[4].backoff.max_tries found 0, expected 1 or more",
            "6:115 s[4].backoff.max_time found \"x\", expected a duration: 500ms, 3s, 5m, 1h30m,"
                + " 2d, or a number of seconds",
            "7:103 s[5].backoff found true, expected false or a mapping");
  }

  @Test
  void requiredKeysAreNamedAtTheMappingThatLacksThem() throws IOException {
    assertThat(problems("s: [{name: x}]\n", Hooks.class))
        .containsExactly(
            "1:5 s[0].events required, expected a list",
            "1:5 s[0].secret required, expected text that is not empty",
            "1:5 s[0].url required, expected a URL: https://example.com/hooks");
  }

  record Strict(@NotNull List<String> names) {
    public Strict {
      names = List.copyOf(names);
    }
  }

  @Test
  void aRecordThatCannotStandWithoutARequiredKeyIsNotAnInternalError() throws IOException {
    assertThat(problems("s: {}\n", Strict.class))
        .containsExactly("1:4 s.names required, expected a list");
    assertThat(problems("s: {names: 5}\n", Strict.class))
        .containsExactly("1:12 s.names found 5, expected a list");
    assertThat(problems("s: [1]\n", Strict.class))
        .containsExactly("1:4 s found a list, expected a mapping");
  }

  @Test
  void nestedConstraintsAreCheckedWithoutValid() throws IOException {
    assertThat(
            problems(
                "s: {knobs: [{type: range, max: 11}, {type: enum}, {type: other}]}",
                Everything.class))
        .containsExactly(
            "1:32 s.knobs[0].max found 11, must be less than or equal to 10",
            "1:37 s.knobs[1].values required, expected a list",
            "1:51 s.knobs[2] found a mapping, expected a type that is one of enum, range");
  }

  record Guarded(
      Secret secret,
      String password,
      String note,
      Integer number,
      List<Map<String, Integer>> rest) {
    public Guarded {
      if ("bad".equals(note) || "hunter2".equals(note)) {
        throw new IllegalArgumentException("note must not be " + note + " with " + password);
      }
    }
  }

  @Test
  void aSecretNeverShows() throws IOException {
    assertThat(
            problems(
                """
                s: {secret: 12345, password: [topsecret], number: "${env:SECRET}", note: [hunter2], rest: [{api_key: x0x0x}]}
                """,
                Guarded.class))
        .noneMatch(text -> text.contains("12345") || text.contains("x0x0x"))
        .contains(
            "1:13 s.secret found ***, expected text that is not empty; quote it",
            "1:51 s.number found ***, expected a whole number",
            "1:102 s.rest[0].api_key found ***, expected a whole number");
    assertThat(problems("s: {note: bad, password: pa55word}", Guarded.class))
        .containsExactly("1:4 s note must not be bad with ***");
    assertThat(problems("s: {note: \"${env:SECRET}\"}", Guarded.class))
        .containsExactly("1:4 s note must not be *** with null");
    assertThat(problems("s: {secret: \"\"}", Guarded.class))
        .containsExactly("1:13 s.secret found ***, expected text that is not empty");
  }

  @Test
  void aReferenceMayStandForANumberOrText() throws IOException {
    Guarded guarded =
        bind(
                "s: {number: \"${env:NUMBER}\", secret: \"${env:NUMBER}\", note:"
                    + " \"${env:NUMBER}\"}",
                Guarded.class)
            .orThrow();
    assertThat(guarded.number()).isEqualTo(12345);
    assertThat(guarded.secret().reveal()).isEqualTo("12345");
    assertThat(guarded.note()).isEqualTo("12345");
  }

  @Test
  void anEmptyReferenceIsNotTakenForAbsence() throws IOException {
    BoundSection<Guarded> bound =
        binder("s: {number: \"${env:E}\", secret: \"${env:E}\"}", Map.of("E", ""), KNOWN)
            .bind("s", Guarded.class);
    assertThat(bound.errors())
        .extracting(ConfigProblem::message)
        .containsExactly(
            "found ***, expected a whole number", "found ***, expected text that is not empty");
  }

  @Test
  void bindsALargeSectionInBoundedTime() throws IOException {
    StringBuilder yaml = new StringBuilder("s:\n");
    for (int i = 0; i < 5_000; i++) {
      yaml.append("- {url: 7}\n");
    }
    org.junit.jupiter.api.Assertions.assertTimeout(
        Duration.ofSeconds(20),
        () -> assertThat(bind(yaml.toString(), Hooks.class).errors()).hasSize(100));
  }

  @Test
  void whereConnectorsAreMissingUnknownEventsAreWarnings() throws IOException {
    String yaml =
        "s: [{events: [after:mesure, after:zz*, \"!after:nope\"], url: \"https://e.com\", secret:"
            + " x}]";
    BoundSection<Hooks> bound =
        binder(yaml, Map.of(), KnownEvents.of(List.of(MEASURE), true)).bind("s", Hooks.class);
    assertThat(bound.errors()).isEmpty();
    assertThat(bound.warnings()).hasSize(3);
    assertThat(bound.warnings().getFirst().text())
        .contains("warning: found \"after:mesure\", no such event");
    assertThat(bound.orThrow().hooks().getFirst().events()).hasSize(3);
    BoundSection<Hooks> complete =
        binder("s: [{events: after:zz*, url: \"https://e.com\", secret: x}]", Map.of(), KNOWN)
            .bind("s", Hooks.class);
    assertThat(complete.errors()).isEmpty();
    assertThat(complete.warnings())
        .singleElement()
        .extracting(ConfigProblem::message)
        .isEqualTo("found \"after:zz*\", matches no event");
  }

  @Test
  void bindsGenericTypesAndRefusesSettingsWhereThereAreNone() throws IOException {
    SettingsBinder binder = binder("s: [{name: a, value: b}]\nv: {x: 1}\n", Map.of(), KNOWN);
    assertThat(binder.bind("s", new TypeToken<List<Header>>() {}).orThrow())
        .containsExactly(new Header("a", "b"));
    assertThat(binder.bind("v", Void.class).errors()).hasSize(1);
    assertThat(binder.bind("absent", Void.class).problems()).isEmpty();
  }

  @Test
  void tellsAtMostAHundredProblems() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      wrong.add("k" + i + ": 1");
    }
    assertThat(problems("s: {" + String.join(", ", wrong) + "}", Everything.class)).hasSize(100);
  }
}
