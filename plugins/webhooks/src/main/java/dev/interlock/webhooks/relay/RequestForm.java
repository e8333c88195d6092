package dev.interlock.webhooks.relay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A request body and what is wrong with it, field by field. Confined to its thread.
final class RequestForm {

  static final String NOT_VALID = "This value is not valid.";

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNumberLength(100)
                          .build())
                  .build())
          .build();

  private final JsonNode fields;
  private final Map<String, String> errors = new LinkedHashMap<>();

  private RequestForm(JsonNode fields) {
    this.fields = fields;
  }

  /// Null where the body is no JSON object.
  ///
  /// @param known the fields that it may have
  static @Nullable RequestForm read(byte[] body, Set<String> known) {
    JsonNode fields;
    try {
      fields = MAPPER.readTree(body);
    } catch (JacksonException _) {
      return null;
    }
    if (!fields.isObject()) {
      return null;
    }
    RequestForm form = new RequestForm(fields);
    for (String name : fields.propertyNames()) {
      if (!known.contains(name)) {
        form.refuse(name, "This form should not contain extra fields.");
      }
    }
    return form;
  }

  boolean has(String name) {
    return fields.has(name);
  }

  /// A field as text; empty where it is absent, null or blank, null where it can't be text, which
  /// is then refused already.
  @Nullable String text(String name) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (value.isString()) {
      return value.stringValue().isBlank() ? "" : value.stringValue();
    }
    if (value.isNumber()) {
      return value.toString();
    }
    refuse(name, NOT_VALID);
    return null;
  }

  /// Keeps the first of several messages of one field.
  void refuse(String name, String message) {
    errors.putIfAbsent(name, message);
  }

  boolean isValid() {
    return errors.isEmpty();
  }

  /// Messages by field.
  Map<String, String> errors() {
    return errors;
  }
}
