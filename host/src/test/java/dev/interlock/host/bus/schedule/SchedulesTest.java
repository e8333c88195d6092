package dev.interlock.host.bus.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interlock.api.Event;
import dev.interlock.api.Json;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.host.bus.BusSettings;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.ConnectorIdentity;
import dev.interlock.host.bus.EventBus;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.config.BoundSection;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.config.KnownEvents;
import dev.interlock.host.config.References;
import dev.interlock.host.config.SettingsBinder;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class SchedulesTest {

  record Note(String text) {}

  private static final Event<Note, Void> NOTE = Event.of("note", Note.class, Void.class);

  private final EventBus bus =
      new EventBus(
          new BusSettings("testing", Map.of()), InstantSource.system(), new SimpleMeterRegistry());
  private final ConnectorEvents events = attach();
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private ConnectorEvents attach() {
    TypeMapping mapping = new TypeMapping();
    return bus.attach(
        new ConnectorIdentity("notes", "1"),
        List.of(NOTE),
        new EventTypes(mapping, new EventSchemas(mapping)));
  }

  private static Json json(String text) {
    return new Json(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ScheduleSettings every(Duration every) {
    return new ScheduleSettings("probe", "note", every, null, json("{\"text\": \"x\"}"));
  }

  private Schedules start(InstantSource clock, ScheduleSettings... schedules) {
    return new Schedules(List.of(schedules), events, clock, TickClaims.ALONE);
  }

  @Test
  void publishesEverySoOftenWithItsInput() {
    events.after(NOTE, completion -> seen.add(completion.input().text()));
    try (Schedules _ = start(InstantSource.system(), every(Duration.ofMillis(100)))) {
      await().until(() -> seen.size() >= 3);
    }
    assertThat(seen).containsOnly("x");
  }

  @Test
  void neverTwoRunsOfOneAtOnce() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch otherTicks = new CountDownLatch(4);
    events.after(
        NOTE,
        completion -> {
          if (completion.input().text().equals("x")) {
            runs.incrementAndGet();
            goOn.await();
          } else {
            otherTicks.countDown();
          }
        });
    ScheduleSettings other =
        new ScheduleSettings(
            "other", "note", Duration.ofMillis(100), null, json("{\"text\": \"y\"}"));
    try (Schedules _ = start(InstantSource.system(), every(Duration.ofMillis(100)), other)) {
      otherTicks.await();
      assertThat(runs).hasValue(1);
      goOn.countDown();
      await().until(() -> runs.get() > 1);
    }
  }

  @Test
  void anUnknownEventHarmsNoOtherScheduleAndNoLaterTick() {
    events.after(NOTE, completion -> seen.add(completion.input().text()));
    ScheduleSettings unknown =
        new ScheduleSettings("unknown", "none", Duration.ofMillis(100), null, null);
    ScheduleSettings wrong =
        new ScheduleSettings("wrong", "note", Duration.ofMillis(100), null, json("{\"text\": 3}"));
    try (Schedules _ =
        start(InstantSource.system(), unknown, wrong, every(Duration.ofMillis(100)))) {
      await().until(() -> seen.size() >= 3);
    }
    assertThat(seen).containsOnly("x");
  }

  @Test
  void cronGoesByTheHostsClock() {
    events.after(NOTE, completion -> seen.add(completion.input().text()));
    AtomicReference<Instant> now = new AtomicReference<>(at(2, 59));
    ScheduleSettings nightly =
        new ScheduleSettings("nightly", "note", null, "0 3 * * *", json("{\"text\": \"night\"}"));
    try (Schedules _ = start(now::get, nightly)) {
      assertThat(seen).isEmpty();
      now.set(at(3, 0));
      await().until(() -> seen.size() == 1);

      now.set(at(23, 59));
      await().during(Duration.ofMillis(1500)).until(() -> seen.size() == 1);
      now.set(at(3, 0).plus(Duration.ofDays(1)));
      await().until(() -> seen.size() == 2);
    }
  }

  private static Instant at(int hour, int minute) {
    return LocalDateTime.of(2026, 1, 15, hour, minute).atZone(ZoneId.systemDefault()).toInstant();
  }

  @Test
  void nothingRunsAfterTheClose() {
    events.after(NOTE, completion -> seen.add(completion.input().text()));
    Schedules schedules = start(InstantSource.system(), every(Duration.ofMillis(100)));
    await().until(() -> !seen.isEmpty());
    schedules.close();
    schedules.close();
    await().until(() -> bus.inFlight() == 0);
    int runs = seen.size();

    await().during(Duration.ofMillis(400)).until(() -> seen.size() <= runs + 1);
  }

  @Test
  void needsEitherEveryOrCron() {
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(() -> new ScheduleSettings("a", "note", null, null, null))
        .withMessage("found neither every nor cron, expected one of them");
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(
            () -> new ScheduleSettings("a", "note", Duration.ofSeconds(1), "0 3 * * *", null))
        .withMessage("found every and cron, expected one of them");
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(() -> every(Duration.ofMillis(99)))
        .withMessage("found 99ms, expected 100ms or more");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0 3 * *",
        "61 * * * *",
        "* * * * * *",
        "@daily later",
        "0 3 32 * *",
        "0 0 30 2 *"
      })
  void aCronThatIsNoneIsRefused(String cron) {
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(() -> new ScheduleSettings("a", "note", null, cron, null))
        .withMessageStartingWith("found \"" + cron + "\"");
  }

  record Section(List<ScheduleSettings> schedules) {}

  @Test
  void hasDefaultsAndMapsEveryKey(@TempDir Path folder) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("webhooks.yaml"),
            """
            all:
              schedules:
                - {name: a, publish: note, every: 1m}
                - {name: b, publish: note, cron: "0 3 * * *", with: {text: x}}
            """);
    ConfigDocument document = ConfigDocument.read(file, References.of(Map.of()), Map.of());

    BoundSection<Section> bound =
        new SettingsBinder(document, KnownEvents.of(List.of(NOTE), false))
            .bind("all", Section.class);

    assertThat(bound.problems()).isEmpty();
    List<ScheduleSettings> schedules = bound.settings().orElseThrow().schedules();
    assertThat(schedules.getFirst())
        .isEqualTo(new ScheduleSettings("a", "note", Duration.ofMinutes(1), null, null));
    assertThat(schedules.getFirst().input()).isEqualTo(Json.NULL);
    assertThat(schedules.getLast().cron()).isEqualTo("0 3 * * *");
    assertThat(new String(schedules.getLast().input().utf8(), StandardCharsets.UTF_8))
        .isEqualTo("{\"text\":\"x\"}");
  }
}
