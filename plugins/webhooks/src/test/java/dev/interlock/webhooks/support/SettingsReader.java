package dev.interlock.webhooks.support;

import dev.interlock.api.EventPattern;
import dev.interlock.api.settings.Durations;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.configuration.WebhooksSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// Reads settings as the host does, out of lenient JSON: `{name: 'x'}`.
public final class SettingsReader {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(
              JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES, JsonReadFeature.ALLOW_SINGLE_QUOTES)
          .addModule(
              new SimpleModule("settings")
                  .addDeserializer(Duration.class, text(Duration.class, Durations::parse))
                  .addDeserializer(Secret.class, text(Secret.class, Secret::new))
                  .addDeserializer(Rate.class, text(Rate.class, Rate::parse))
                  .addDeserializer(Path.class, text(Path.class, Path::of))
                  .addDeserializer(
                      EventPattern.class, text(EventPattern.class, EventPattern::parse)))
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private SettingsReader() {}

  public static WebhooksSettings settings(String json) {
    return MAPPER.readValue(json, WebhooksSettings.class);
  }

  public static List<Webhook> webhooks(String json) {
    return settings(json).webhooks();
  }

  /// The one webhook with these keys, and an event, a URL and a secret where they are not among
  /// them.
  public static Webhook webhook(String keys) {
    return webhooks("[" + complete(keys) + "]").getFirst();
  }

  public static String complete(String keys) {
    StringBuilder text = new StringBuilder("{").append(keys);
    for (String usual :
        new String[] {
          "name: 'hook'",
          "events: 'after:measure'",
          "url: 'https://a.example/in'",
          "secret: 's3cr3t'"
        }) {
      String key = usual.substring(0, usual.indexOf(':') + 1);
      boolean given = keys.startsWith(key) || keys.contains(" " + key);
      boolean several = key.equals("secret:") && keys.contains("secrets:");
      if (!given && !several) {
        text.append(text.length() == 1 ? "" : ", ").append(usual);
      }
    }
    return text.append("}").toString();
  }

  /// `KEY: MESSAGE` of the setting that is refused.
  public static String refusal(String json) {
    try {
      settings(json);
      return "accepted";
    } catch (JacksonException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof InvalidSetting invalid) {
          return invalid.key() + ": " + invalid.getMessage();
        }
      }
      return e.getOriginalMessage();
    }
  }

  private static <T> StdDeserializer<T> text(Class<T> type, Function<String, T> parse) {
    return new StdDeserializer<>(type) {
      @Override
      public T deserialize(JsonParser parser, DeserializationContext context) {
        return parse.apply(parser.getString());
      }
    };
  }
}
