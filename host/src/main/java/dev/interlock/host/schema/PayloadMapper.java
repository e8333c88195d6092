package dev.interlock.host.schema;

import static tools.jackson.databind.DeserializationFeature.ACCEPT_FLOAT_AS_INT;
import static tools.jackson.databind.DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES;
import static tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS;
import static tools.jackson.databind.DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES;
import static tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.databind.type.TypeFactory;

/// The JSON rules of payload records: snake_case names, lowercase enums, durations and sizes as
/// text, nulls written, nothing coerced, nothing unknown accepted. Whatever the schemas say follows
/// from a mapper made here.
final class PayloadMapper {

  /// Depth 64 and numbers of 100 digits; a string is as long as the caller's limit on the whole
  /// body lets it be.
  static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(64)
          .maxNumberLength(100)
          .maxStringLength(Integer.MAX_VALUE)
          .build();

  private PayloadMapper() {}

  /// A mapper with type caches of its own, so that no other holds on to the types it has seen.
  static JsonMapper create() {
    return JsonMapper.builder(factory())
        .typeFactory(TypeFactory.createDefaultInstance())
        .annotationIntrospector(new PayloadAnnotations())
        .addModule(PayloadTypes.module())
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .enable(
            FAIL_ON_UNKNOWN_PROPERTIES,
            FAIL_ON_NULL_FOR_PRIMITIVES,
            FAIL_ON_TRAILING_TOKENS,
            USE_BIG_DECIMAL_FOR_FLOATS)
        .disable(ACCEPT_FLOAT_AS_INT)
        .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
        .enable(MapperFeature.INFER_RECORD_GETTERS_FROM_COMPONENTS_ONLY)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            config ->
                config
                    .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .build();
  }

  static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(LIMITS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .build();
  }
}
