package dev.interlock.host.cli;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON for `--output json`, made when it is first asked for.
final class JsonText {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private JsonText() {}

  static String of(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static JsonNode parse(byte[] json) {
    return MAPPER.readTree(json);
  }
}
