package dev.interlock.host.config;

import dev.interlock.host.config.WrongSetting.Fault;
import java.util.List;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;

/// Reads the constants of an enum as the file writes them, as values and as keys.
final class EnumReader extends KeyDeserializer {

  private final Class<?> type;

  EnumReader(Class<?> type) {
    this.type = type;
  }

  @Override
  public Object deserializeKey(String key, DeserializationContext context) {
    try {
      return read(type, key);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new WrongSetting(context.getParser(), Fault.error(message, message), false, key);
    }
  }

  static Object read(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (TypeWords.enumName((Enum<?>) constant).equals(text)) {
        return constant;
      }
    }
    List<String> names = TypeWords.enumNames(type);
    String near = Nearest.to(text, names).map(name -> "; did you mean " + name + "?").orElse("");
    throw new IllegalArgumentException("expected " + Found.oneOf(names) + near);
  }
}
