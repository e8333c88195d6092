package dev.interlock.webhooks.condition;

import dev.cel.common.values.NullValue;
import dev.interlock.api.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A body as expressions see it, read when the first of them asks. Used by one thread.
public final class EventBody {

  private static final JsonMapper MAPPER = new JsonMapper();

  private final Json json;
  private @Nullable Object value;

  public EventBody(Json json) {
    this.json = json;
  }

  /// Whole numbers that fit 64 bits are whole, all others floating point.
  Object value() throws EvaluationException {
    Object known = value;
    if (known == null) {
      known = read();
      value = known;
    }
    return known;
  }

  private Object read() throws EvaluationException {
    try {
      return value(MAPPER.readTree(json.utf8()));
    } catch (JacksonException e) {
      throw new EvaluationException("the body is no JSON", e);
    }
  }

  private static Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue())));
        yield map;
      }
      case ARRAY -> {
        List<Object> list = new ArrayList<>(node.size());
        node.forEach(element -> list.add(value(element)));
        yield list;
      }
      case BOOLEAN -> node.booleanValue();
      case NUMBER ->
          node.isIntegralNumber() && node.canConvertToLong()
              ? (Object) node.longValue()
              : (Object) node.doubleValue();
      case STRING -> node.stringValue();
      case NULL, MISSING, BINARY, POJO -> NullValue.NULL_VALUE;
    };
  }
}
