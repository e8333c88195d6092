package dev.interlock.host.config;

import dev.interlock.api.EventPattern;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Durations;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/// The text forms of settings: each type has one, and takes no other. Immutable.
final class ScalarReaders {

  private final Map<Class<?>, ScalarReader<?>> readers = new LinkedHashMap<>();

  /// @param folder relative paths count from here
  ScalarReaders(Path folder, KnownEvents known) {
    addPlainTypes();
    add(
        new ScalarReader<>(
            Duration.class, ScalarReader.TEXT_OR_NUMBER, ScalarReaders::duration, null));
    add(ScalarReader.text(ByteSize.class, ByteSize::parse));
    add(ScalarReader.text(Rate.class, Rate::parse));
    add(ScalarReader.text(Secret.class, Secret::new));
    add(ScalarReader.text(URI.class, ScalarReaders::uri));
    add(ScalarReader.text(Path.class, text -> path(folder, text)));
    add(eventPatterns(new EventPatternReader(known)));
  }

  private void addPlainTypes() {
    add(ScalarReader.text(String.class, text -> text));
    add(whole(int.class, 0));
    add(whole(Integer.class, null));
    add(wholeLong(long.class, 0L));
    add(wholeLong(Long.class, null));
    add(new ScalarReader<>(double.class, ScalarReader.NUMBER, JsonParser::getDoubleValue, 0.0));
    add(new ScalarReader<>(Double.class, ScalarReader.NUMBER, JsonParser::getDoubleValue, null));
    add(new ScalarReader<>(boolean.class, ScalarReader.TRUTH, JsonParser::getBooleanValue, false));
    add(new ScalarReader<>(Boolean.class, ScalarReader.TRUTH, JsonParser::getBooleanValue, null));
  }

  private void add(ScalarReader<?> reader) {
    readers.put(reader.type(), reader);
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

  /// All but those of enums.
  Collection<ScalarReader<?>> all() {
    return Collections.unmodifiableCollection(readers.values());
  }

  /// The one of a type, enums included.
  Optional<ScalarReader<?>> find(Class<?> type) {
    return type.isEnum() ? Optional.of(ofEnum(type)) : Optional.ofNullable(readers.get(type));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static ScalarReader<?> ofEnum(Class<?> type) {
    Class raw = type;
    return ScalarReader.text(raw, text -> EnumReader.read(raw, text));
  }
}
