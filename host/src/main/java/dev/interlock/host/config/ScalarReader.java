package dev.interlock.host.config;

import dev.interlock.host.config.WrongSetting.Fault;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdScalarDeserializer;

/// Reads one kind of scalar and coerces nothing: a number in quotes is text.
final class ScalarReader<T> extends StdScalarDeserializer<T> {

  static final Set<JsonToken> TEXT = EnumSet.of(JsonToken.VALUE_STRING);
  static final Set<JsonToken> WHOLE = EnumSet.of(JsonToken.VALUE_NUMBER_INT);
  static final Set<JsonToken> NUMBER =
      EnumSet.of(JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT);
  static final Set<JsonToken> TRUTH = EnumSet.of(JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE);
  static final Set<JsonToken> TEXT_OR_NUMBER =
      EnumSet.of(JsonToken.VALUE_STRING, JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT);

  private final Class<T> type;
  private final Set<JsonToken> tokens;
  private final Reading<T> reading;
  private final @Nullable T whenNull;

  /// Reads the value of a token that is one of those expected.
  @FunctionalInterface
  interface Reading<T> {
    /// @throws IllegalArgumentException saying what was expected
    T read(JsonParser parser);
  }

  ScalarReader(Class<T> type, Set<JsonToken> tokens, Reading<T> reading, @Nullable T whenNull) {
    super(type);
    this.type = type;
    this.tokens = tokens;
    this.reading = reading;
    this.whenNull = whenNull;
  }

  static <T> ScalarReader<T> text(Class<T> type, Function<String, T> parse) {
    return new ScalarReader<>(type, TEXT, parser -> parse.apply(parser.getString()), null);
  }

  Class<T> type() {
    return type;
  }

  /// What stands for null, and for nothing.
  @Nullable T whenNull() {
    return whenNull;
  }

  @Override
  public T deserialize(JsonParser parser, DeserializationContext context) {
    return read(parser);
  }

  /// Reads the token where the parser stands.
  T read(JsonParser parser) {
    boolean secret = type == dev.interlock.api.settings.Secret.class;
    if (parser.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT
        && type.isInstance(parser.getEmbeddedObject())) {
      return type.cast(parser.getEmbeddedObject());
    }
    if (!tokens.contains(parser.currentToken())) {
      boolean unquoted = tokens.equals(TEXT) && parser.currentToken().isScalarValue();
      throw new WrongSetting(
          parser,
          Fault.expected(TypeWords.of(type) + (unquoted ? "; quote it" : "")),
          secret,
          null);
    }
    try {
      return reading.read(parser);
    } catch (IllegalArgumentException e) {
      String expected = TypeWords.of(type);
      String message = e.getMessage() == null ? "expected " + expected : e.getMessage();
      throw new WrongSetting(parser, Fault.error(message, "expected " + expected), secret, null);
    }
  }

  @Override
  public @Nullable Object getNullValue(DeserializationContext context) {
    return whenNull;
  }
}
