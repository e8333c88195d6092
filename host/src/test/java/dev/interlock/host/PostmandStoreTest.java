package dev.interlock.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.config.References;
import dev.interlock.host.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostmandStoreTest {

  private static final String COMPAT = "webhooks: {compat: {postmand: {auth: none}}}\n";
  private static final String URL = "postgres://me:hidden@db:5432/postmand?sslmode=disable";

  @TempDir private Path folder;

  private Optional<StoreSettings> store(String file, String url) throws IOException {
    Path written = Files.writeString(folder.resolve("webhooks.yaml"), file);
    ConfigDocument document = ConfigDocument.read(written, References.of(Map.of()), Map.of());
    return PostmandStore.of(document, Map.of("POSTMAND_DATABASE_URL", url));
  }

  @Test
  void countsWhereTheFileServesPostmandAndHasNoStore() throws IOException {
    assertThat(store(COMPAT, URL).orElseThrow().location(folder).shown())
        .isEqualTo("jdbc:postgresql://db:5432/postmand");
    assertThat(store(COMPAT + "store: {pool: 4}\n", URL)).isEmpty();
    assertThat(store("webhooks: {retention: 30d}\n", URL)).isEmpty();
    assertThat(store("webhooks: []\n", URL)).isEmpty();
    assertThat(store("http: {port: 0}\n", URL)).isEmpty();
    assertThat(store(COMPAT, " ")).isEmpty();
  }

  @Test
  void theEnvironmentGoesBeforeDotEnv() throws IOException {
    Files.writeString(
        folder.resolve(".env"), "POSTMAND_DATABASE_URL='postgres://me@written:5432/postmand'\n");

    assertThat(store(COMPAT, "").orElseThrow().location(folder).shown())
        .isEqualTo("jdbc:postgresql://written:5432/postmand");
    assertThat(store(COMPAT, URL).orElseThrow().location(folder).shown())
        .isEqualTo("jdbc:postgresql://db:5432/postmand");
  }

  @Test
  void takesPostgresOnlyAndShowsNothing() {
    assertThatThrownBy(() -> store(COMPAT, "mysql://me:hidden@db/postmand"))
        .isInstanceOf(InvalidSetting.class)
        .hasMessage("POSTMAND_DATABASE_URL: expected postgres://HOST/DATABASE");
  }
}
