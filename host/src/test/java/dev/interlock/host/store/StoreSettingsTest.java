package dev.interlock.host.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreSettingsTest {

  private static final Path FOLDER = Path.of("/etc/interlock");

  private static StoreLocation location(String url) {
    return StoreSettings.of(url, null, null, null).location(FOLDER);
  }

  @Test
  void defaults() {
    StoreSettings settings = StoreSettings.DEFAULT;
    assertThat(settings.url()).isEqualTo("jdbc:sqlite:data/interlock.db");
    assertThat(settings.user()).isNull();
    assertThat(settings.password()).isNull();
    assertThat(settings.pool()).isEqualTo(10);
    assertThat(settings.location(FOLDER))
        .isEqualTo(
            new StoreLocation.SqliteFile(
                Path.of("/etc/interlock/data/interlock.db"), "data/interlock.db"));
  }

  @Test
  void everySetting() {
    StoreSettings settings =
        StoreSettings.of("jdbc:postgresql://db:5433/hooks", "me", new Secret("hush"), 20);
    assertThat(settings.pool()).isEqualTo(20);
    assertThat(settings.location(FOLDER))
        .isEqualTo(
            new StoreLocation.Server("jdbc:postgresql://db:5433/hooks", "me", new Secret("hush")));
    assertThat(settings.toString()).doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          postgres://me:hush@db:5432/hooks?sslmode=disable    | jdbc:postgresql://db:5432/hooks?sslmode=disable | me  | hush
          postgresql://me:p%40ss%2Fw+rd@db/hooks              | jdbc:postgresql://db/hooks                      | me  | p@ss/w+rd
          postgres://me@db/hooks                              | jdbc:postgresql://db/hooks                      | me  | -
          jdbc:postgresql://db/hooks?user=me&password=hush&ssl=true | jdbc:postgresql://db/hooks?ssl=true       | me  | hush
          jdbc:postgresql://one:1,two:2/hooks                 | jdbc:postgresql://one:1,two:2/hooks             | -   | -
          jdbc:postgresql:hooks                               | jdbc:postgresql:hooks                           | -   | -
          """)
  void credentialsAreTakenOutOfTheUrl(
      String url, String plain, @Nullable String user, @Nullable String password) {
    StoreLocation location = location(url);
    assertThat(location)
        .isEqualTo(
            new StoreLocation.Server(plain, user, password == null ? null : new Secret(password)));
    assertThat(location.shown()).doesNotContain("hush", "?");
  }

  @Test
  void userAndPasswordOfTheFileWin() {
    StoreLocation location =
        StoreSettings.of("postgres://a:b@db/hooks", "me", new Secret("hush"), null)
            .location(FOLDER);
    assertThat(location)
        .isEqualTo(
            new StoreLocation.Server("jdbc:postgresql://db/hooks", "me", new Secret("hush")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:mysql://db/hooks",
        "mongodb://me:hush@db",
        "data/interlock.db",
        "me:hush@db",
        "",
        "jdbc:sqlite:",
        "jdbc:sqlite::memory:",
        "jdbc:sqlite:file:x.db?mode=memory",
        "jdbc:postgresql://",
        "postgres://me:hush%zz@db/hooks",
      })
  void anythingElseIsRefusedWithoutShowingCredentials(String url) {
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(() -> location(url))
        .withMessageContaining("expected")
        .withMessageNotContaining("hush")
        .satisfies(failure -> assertThat(failure.key()).isEqualTo("url"));
  }

  @Test
  void aFileHasNeitherUserNorPassword() {
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(() -> StoreSettings.of(null, "me", null, null));
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(() -> StoreSettings.of(null, null, new Secret("x"), null));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1001})
  void aPoolHasSomeConnections(int pool) {
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(() -> StoreSettings.of(null, null, null, pool))
        .satisfies(failure -> assertThat(failure.key()).isEqualTo("pool"));
  }
}
