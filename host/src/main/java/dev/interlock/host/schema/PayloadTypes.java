package dev.interlock.host.schema;

import dev.interlock.api.Json;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.Durations;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/// How the types that JSON has no form for are written and read.
final class PayloadTypes {

  private static final JsonFactory FACTORY = PayloadMapper.factory();

  private PayloadTypes() {}

  static SimpleModule module() {
    SimpleModule module = new SimpleModule("interlock");
    text(module, Duration.class, Durations::format, Durations::parse);
    text(module, ByteSize.class, ByteSize::toString, ByteSize::parse);
    text(module, Rate.class, Rate::toString, Rate::parse);
    text(module, Secret.class, Secret::toString, Secret::new);
    module.addSerializer(Json.class, new JsonSerializer());
    module.addDeserializer(Json.class, new JsonDeserializer());
    number(module, Double.class, JsonParser::getDoubleValue);
    number(module, Float.class, JsonParser::getFloatValue);
    module.addSerializer(double.class, new FiniteSerializer<>(Double.class));
    module.addSerializer(float.class, new FiniteSerializer<>(Float.class));
    module.addDeserializer(
        double.class, new PrimitiveDeserializer<>(double.class, JsonParser::getDoubleValue));
    module.addDeserializer(
        float.class, new PrimitiveDeserializer<>(float.class, JsonParser::getFloatValue));
    return module;
  }

  private static <T> void text(
      SimpleModule module, Class<T> type, Function<T, String> format, Function<String, T> parse) {
    module.addSerializer(type, new TextSerializer<>(type, format));
    module.addDeserializer(type, new TextDeserializer<>(type, parse));
  }

  private static <T extends Number> void number(
      SimpleModule module, Class<T> type, Function<JsonParser, T> value) {
    module.addSerializer(type, new FiniteSerializer<>(type));
    module.addDeserializer(type, new FiniteDeserializer<>(type, value));
  }

  private static final class TextSerializer<T> extends StdSerializer<T> {
    private final Function<T, String> format;

    TextSerializer(Class<T> type, Function<T, String> format) {
      super(type);
      this.format = format;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      out.writeString(format.apply(value));
    }
  }

  /// Also reads a plain number where the type has a text that is one: a duration's seconds.
  private static final class TextDeserializer<T> extends StdDeserializer<T> {
    private final transient Function<String, T> parse;

    TextDeserializer(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(JsonParser in, DeserializationContext context) {
      boolean seconds = handledType() == Duration.class && in.currentToken().isNumeric();
      if (!seconds && !in.hasToken(JsonToken.VALUE_STRING)) {
        return (T) context.handleUnexpectedToken(getValueType(context), in);
      }
      String text = seconds ? in.getDecimalValue().toPlainString() : in.getString();
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException | ArithmeticException e) {
        String message = e.getMessage() == null ? "out of range" : e.getMessage();
        return (T) context.handleWeirdStringValue(handledType(), text, "%s", message);
      }
    }
  }

  /// JSON has no NaN and no infinity, so a body can't carry them.
  private static final class FiniteSerializer<T extends Number> extends StdSerializer<T> {
    FiniteSerializer(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializationContext context) {
      if (!Double.isFinite(value.doubleValue())) {
        context.reportMappingProblem("found %s, expected a number that JSON can express", value);
      }
      if (value instanceof Float number) {
        out.writeNumber(number);
      } else {
        out.writeNumber(value.doubleValue());
      }
    }
  }

  private static class FiniteDeserializer<T extends Number> extends StdDeserializer<T> {
    private final transient Function<JsonParser, T> value;

    FiniteDeserializer(Class<T> type, Function<JsonParser, T> value) {
      super(type);
      this.value = value;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(JsonParser in, DeserializationContext context) {
      if (!in.currentToken().isNumeric()) {
        return (T) context.handleUnexpectedToken(getValueType(context), in);
      }
      T number = value.apply(in);
      return Double.isFinite(number.doubleValue())
          ? number
          : (T) context.handleWeirdNumberValue(handledType(), number, "expected a number in range");
    }
  }

  private static final class PrimitiveDeserializer<T extends Number> extends FiniteDeserializer<T> {
    PrimitiveDeserializer(Class<T> type, Function<JsonParser, T> value) {
      super(type, value);
    }

    @Override
    public Object getNullValue(DeserializationContext context) {
      return context.reportInputMismatch(this, "found null, expected a number");
    }

    @Override
    public Object getAbsentValue(DeserializationContext context) {
      return context.reportInputMismatch(this, "found nothing, expected a number");
    }
  }

  private static final class JsonSerializer extends StdSerializer<Json> {
    JsonSerializer() {
      super(Json.class);
    }

    @Override
    public void serialize(Json value, JsonGenerator out, SerializationContext context) {
      try (JsonParser in = FACTORY.createParser(ObjectReadContext.empty(), value.utf8())) {
        in.nextToken();
        out.copyCurrentStructureExact(in);
        if (in.nextToken() != null) {
          context.reportMappingProblem("found more than one JSON value");
        }
      }
    }
  }

  private static final class JsonDeserializer extends StdDeserializer<Json> {
    JsonDeserializer() {
      super(Json.class);
    }

    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (JsonGenerator out = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
        out.copyCurrentStructureExact(in);
      }
      return new Json(bytes.toByteArray());
    }

    @Override
    public Json getNullValue(DeserializationContext context) {
      return Json.NULL;
    }
  }
}
