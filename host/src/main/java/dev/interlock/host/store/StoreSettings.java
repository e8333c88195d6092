package dev.interlock.host.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The `store` section of the file. Its text never shows a password.
///
/// @param url `jdbc:sqlite:FILE`, `jdbc:postgresql://…` or `postgres://…`; credentials in it are
///   understood and never shown
/// @param user of the server; overrides the URL's
/// @param password of the server; overrides the URL's
/// @param pool connections to the server, at most
public record StoreSettings(
    @JsonPropertyDescription(
            "jdbc:sqlite:FILE, relative to this file, or jdbc:postgresql://HOST:PORT/DATABASE.")
        String url,
    @JsonPropertyDescription("The user on a PostgreSQL server.") @Nullable String user,
    @JsonPropertyDescription("The user's password.") @Nullable Secret password,
    @JsonPropertyDescription("Connections to a PostgreSQL server, at most.") int pool) {

  static final String DEFAULT_URL = "jdbc:sqlite:data/interlock.db";
  static final int DEFAULT_POOL = 10;
  private static final int LARGEST_POOL = 1000;

  public static final StoreSettings DEFAULT = of(null, null, null, null);

  public StoreSettings {
    StoreLocation location = StoreLocation.parse(url, user, password);
    if (location instanceof StoreLocation.SqliteFile && user != null) {
      throw new InvalidSetting("user", "a SQLite file has no users; remove it");
    }
    if (location instanceof StoreLocation.SqliteFile && password != null) {
      throw new InvalidSetting("password", "a SQLite file has no password; remove it");
    }
    if (pool < 1 || pool > LARGEST_POOL) {
      throw new InvalidSetting("pool", "found " + pool + ", expected 1 to " + LARGEST_POOL);
    }
  }

  /// Absent values take their defaults.
  @JsonCreator
  public static StoreSettings of(
      @JsonProperty("url") @Nullable String url,
      @JsonProperty("user") @Nullable String user,
      @JsonProperty("password") @Nullable Secret password,
      @JsonProperty("pool") @Nullable Integer pool) {
    return new StoreSettings(
        url == null ? DEFAULT_URL : url, user, password, pool == null ? DEFAULT_POOL : pool);
  }

  /// Where it lies; a relative file counts from `folder`, the folder of `webhooks.yaml`.
  public StoreLocation location(Path folder) {
    return StoreLocation.parse(url, user, password).resolvedAgainst(folder);
  }

  @Override
  public String toString() {
    return "StoreSettings[" + StoreLocation.parse(url, user, password).shown() + "]";
  }
}
