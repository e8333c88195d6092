package dev.interlock.host.config;

import dev.interlock.api.Json;
import java.nio.charset.StandardCharsets;
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

/// Teaches Jackson the forms of settings.
final class SettingsModule extends SimpleModule {

  private static final long serialVersionUID = 1L;

  SettingsModule(ScalarReaders scalars) {
    super("settings");
    setDeserializers(new Enums());
    setKeyDeserializers(new EnumKeys());
    scalars.all().forEach(this::add);
    addDeserializer(Json.class, new JsonReader());
  }

  private <T> void add(ScalarReader<T> reader) {
    addDeserializer(reader.type(), reader);
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
    public ValueDeserializer<?> findEnumDeserializer(
        JavaType type, DeserializationConfig config, BeanDescription.Supplier description) {
      return ScalarReaders.ofEnum(type.getRawClass());
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
