package dev.interlock.host.config;

import dev.interlock.api.EventPattern;
import dev.interlock.api.Json;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Durations;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleDeserializers;
import tools.jackson.databind.module.SimpleKeyDeserializers;
import tools.jackson.databind.module.SimpleModule;

/// The text forms of settings: each type has one, and takes no other.
final class SettingsModule extends SimpleModule {

  private static final long serialVersionUID = 1L;

  /// @param folder relative paths count from here
  SettingsModule(Path folder, KnownEvents known) {
    super("settings");
    setDeserializers(new Enums());
    setKeyDeserializers(new EnumKeys());
    addPlainTypes();
    addDeserializer(
        Duration.class,
        new ScalarReader<>(
            Duration.class, ScalarReader.TEXT_OR_NUMBER, SettingsModule::duration, null));
    addDeserializer(ByteSize.class, ScalarReader.text(ByteSize.class, ByteSize::parse));
    addDeserializer(Rate.class, ScalarReader.text(Rate.class, Rate::parse));
    addDeserializer(Secret.class, ScalarReader.text(Secret.class, Secret::new));
    addDeserializer(URI.class, ScalarReader.text(URI.class, SettingsModule::uri));
    addDeserializer(Path.class, ScalarReader.text(Path.class, text -> path(folder, text)));
    addDeserializer(EventPattern.class, eventPatterns(new EventPatternReader(known)));
    addDeserializer(Json.class, new JsonReader());
  }

  private void addPlainTypes() {
    addDeserializer(String.class, ScalarReader.text(String.class, text -> text));
    addDeserializer(int.class, whole(int.class, 0));
    addDeserializer(Integer.class, whole(Integer.class, null));
    addDeserializer(long.class, wholeLong(long.class, 0L));
    addDeserializer(Long.class, wholeLong(Long.class, null));
    addDeserializer(
        double.class,
        new ScalarReader<>(double.class, ScalarReader.NUMBER, JsonParser::getDoubleValue, 0.0));
    addDeserializer(
        Double.class,
        new ScalarReader<>(Double.class, ScalarReader.NUMBER, JsonParser::getDoubleValue, null));
    addDeserializer(
        boolean.class,
        new ScalarReader<>(boolean.class, ScalarReader.TRUTH, JsonParser::getBooleanValue, false));
    addDeserializer(
        Boolean.class,
        new ScalarReader<>(Boolean.class, ScalarReader.TRUTH, JsonParser::getBooleanValue, null));
  }

  private static ScalarReader<Integer> whole(Class<Integer> type, @Nullable Integer whenNull) {
    return new ScalarReader<>(
        type,
        ScalarReader.WHOLE,
        parser -> (int) within(parser.getBigIntegerValue(), Integer.MIN_VALUE, Integer.MAX_VALUE),
        whenNull);
  }

  private static ScalarReader<Long> wholeLong(Class<Long> type, @Nullable Long whenNull) {
    return new ScalarReader<>(
        type,
        ScalarReader.WHOLE,
        parser -> within(parser.getBigIntegerValue(), Long.MIN_VALUE, Long.MAX_VALUE),
        whenNull);
  }

  private static long within(BigInteger number, long least, long most) {
    if (number.compareTo(BigInteger.valueOf(least)) < 0
        || number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new IllegalArgumentException("expected a whole number from " + least + " to " + most);
    }
    return number.longValue();
  }

  private static Duration duration(JsonParser parser) {
    String text = parser.getString();
    try {
      return Durations.parse(
          parser.currentToken().isNumeric() ? new BigDecimal(text).toPlainString() : text);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("expected a shorter duration", e);
    }
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.isAbsolute()) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("expected " + TypeWords.of(URI.class), e);
    }
    throw new IllegalArgumentException("expected " + TypeWords.of(URI.class));
  }

  private static Path path(Path folder, String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("expected a path");
    }
    try {
      return folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("expected a path", e);
    }
  }

  private static ScalarReader<EventPattern> eventPatterns(EventPatternReader patterns) {
    return new ScalarReader<>(
        EventPattern.class,
        ScalarReader.TEXT,
        parser -> {
          String text = parser.getString();
          patterns
              .fault(text)
              .ifPresent(
                  fault -> {
                    throw new WrongSetting(parser, fault, false, null);
                  });
          return EventPattern.parse(text);
        },
        null);
  }

  /// Any subtree, kept as JSON.
  private static final class JsonReader extends StdDeserializer<Json> {
    JsonReader() {
      super(Json.class);
    }

    @Override
    public Json deserialize(JsonParser parser, DeserializationContext context) {
      return new Json(context.readTree(parser).toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
      return Json.NULL;
    }

    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
      return null;
    }
  }

  private static final class Enums extends SimpleDeserializers {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    public ValueDeserializer<?> findEnumDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
      Class raw = type.getRawClass();
      return ScalarReader.text(raw, text -> EnumReader.read(raw, text));
    }
  }

  private static final class EnumKeys extends SimpleKeyDeserializers {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable KeyDeserializer findKeyDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
      return type.isEnumType() ? new EnumReader(type.getRawClass()) : null;
    }
  }
}
