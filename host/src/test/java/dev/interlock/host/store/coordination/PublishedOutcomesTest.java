package dev.interlock.host.store.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.store.StoreDialect;
import dev.interlock.host.store.HostStore;
import dev.interlock.host.store.StoreSettings;
import dev.interlock.host.store.coordination.PublishedOutcomes.Claim;
import dev.interlock.testkit.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishedOutcomesTest {

  private static final PublishedOutcomes.Key KEY = new PublishedOutcomes.Key("ops", "k1");
  private static final byte[] REQUEST = {1, 2, 3};

  @TempDir private Path folder;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-23T04:00:00Z"));
  private final InstantSource clock = now::get;

  private HostStore open(StoreDialect dialect) throws Exception {
    StoreSettings settings =
        switch (dialect) {
          case SQLITE -> StoreSettings.DEFAULT;
          case POSTGRESQL -> StoreSettings.of(PostgresServer.shared().newDatabase(), null, null, 3);
        };
    return new HostStore(settings, folder, Map.of());
  }

  @ParameterizedTest
  @EnumSource
  void givesARepeatTheAnswerOfTheFirst(StoreDialect dialect) throws Exception {
    try (HostStore store = open(dialect)) {
      PublishedOutcomes outcomes = new PublishedOutcomes(store.own(), clock, "one");
      assertThat(outcomes.claim(KEY, "measure", REQUEST)).isEqualTo(new Claim.First());

      outcomes.began(KEY, "evt_1");
      assertThat(outcomes.claim(KEY, "measure", REQUEST))
          .isEqualTo(new Claim.InDoubt("evt_1", true));

      outcomes.finished(KEY, 409, "{\"id\":\"evt_1\"}");
      assertThat(outcomes.claim(KEY, "measure", REQUEST))
          .isEqualTo(new Claim.Finished(409, "{\"id\":\"evt_1\"}"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void leavesWhatAnotherRunBeganInDoubt(StoreDialect dialect) throws Exception {
    try (HostStore store = open(dialect)) {
      new PublishedOutcomes(store.own(), clock, "killed").claim(KEY, "measure", REQUEST);
      PublishedOutcomes next = new PublishedOutcomes(store.own(), clock, "next");

      assertThat(next.claim(KEY, "measure", REQUEST)).isEqualTo(new Claim.InDoubt("", false));
      next.withdraw(KEY);
      next.finished(KEY, 200, "{}");
      assertThat(next.claim(KEY, "measure", REQUEST)).isEqualTo(new Claim.InDoubt("", false));
    }
  }

  @ParameterizedTest
  @EnumSource
  void tellsAnotherRequestFromARepeat(StoreDialect dialect) throws Exception {
    try (HostStore store = open(dialect)) {
      PublishedOutcomes outcomes = new PublishedOutcomes(store.own(), clock, "one");
      outcomes.claim(KEY, "measure", REQUEST);

      assertThat(outcomes.claim(KEY, "measure", new byte[] {4})).isEqualTo(new Claim.Different());
      assertThat(outcomes.claim(KEY, "adjust", REQUEST)).isEqualTo(new Claim.Different());
      assertThat(outcomes.claim(new PublishedOutcomes.Key("dev", "k1"), "adjust", REQUEST))
          .isEqualTo(new Claim.First());
    }
  }

  @ParameterizedTest
  @EnumSource
  void forgetsAKeyThatWasWithdrawnAndOneOfADayAgo(StoreDialect dialect) throws Exception {
    try (HostStore store = open(dialect)) {
      PublishedOutcomes outcomes = new PublishedOutcomes(store.own(), clock, "one");
      outcomes.claim(KEY, "measure", REQUEST);
      outcomes.withdraw(KEY);
      assertThat(outcomes.claim(KEY, "adjust", REQUEST)).isEqualTo(new Claim.First());

      now.updateAndGet(time -> time.plus(PublishedOutcomes.KEPT).minus(Duration.ofSeconds(1)));
      assertThat(outcomes.claim(KEY, "adjust", REQUEST)).isEqualTo(new Claim.InDoubt("", true));
      now.updateAndGet(time -> time.plusSeconds(2));
      assertThat(outcomes.claim(KEY, "adjust", REQUEST)).isEqualTo(new Claim.First());
    }
  }
}
