package dev.interlock.host;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.store.StoreSettings;
import java.util.Map;
import java.util.Optional;

/// The store of who comes from postmand: where the file has no section `store` and serves
/// postmand's API, `POSTMAND_DATABASE_URL` of the environment, or of `.env`, says where it lies.
final class PostmandStore {

  private PostmandStore() {}

  /// Empty where the variable doesn't count.
  ///
  /// @throws InvalidSetting where it is no PostgreSQL URL; it shows no credentials
  static Optional<StoreSettings> of(ConfigDocument document, Map<String, String> environment) {
    boolean served =
        document
            .section("webhooks")
            .map(section -> section.path("compat").path("postmand").isObject())
            .orElse(false);
    if (!served || document.has("store")) {
      return Optional.empty();
    }
    String url = PostmandImport.url(environment, document.folder());
    if (url.isEmpty()) {
      return Optional.empty();
    }
    if (!url.startsWith("postgres:") && !url.startsWith("postgresql:")) {
      throw new InvalidSetting(
          "url", PostmandImport.VARIABLE + ": expected postgres://HOST/DATABASE");
    }
    return Optional.of(StoreSettings.of(url, null, null, null));
  }
}
