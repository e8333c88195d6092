package dev.interlock.host.schema;

import com.fasterxml.classmate.ResolvedType;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.generator.TypeScope;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.github.victools.jsonschema.module.jackson.JacksonSchemaModule;
import com.github.victools.jsonschema.module.jakarta.validation.JakartaValidationModule;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Annotation;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;

/// Schemas of Java types, as a mapper writes and reads them. A component is required and not null
/// where it is primitive, `@NotNull`, `@NotBlank` or `@NotEmpty`; every other may be null or left
/// out.
final class TypeSchemas {

  /// Which JSON is described.
  enum Direction {
    /// What the mapper writes: one form for each value.
    BODY,
    /// What a caller may send: every form that is read.
    INPUT,
    /// What the file may hold: primitives may be left out, and scalars may be references.
    SETTINGS
  }

  private final PropertyNames names;
  private final Polymorphism polymorphism;
  private final Direction direction;
  private final SchemaGenerator generator;

  TypeSchemas(JsonMapper mapper, Direction direction) {
    this.names = new PropertyNames(() -> mapper);
    this.polymorphism = new Polymorphism(mapper);
    this.direction = direction;
    this.generator = new SchemaGenerator(configuration(mapper).build());
  }

  /// Collects types into one document, so that they share its `$defs`. Not thread-safe.
  SchemaBuilder begin() {
    return generator.buildMultipleSchemaDefinitions();
  }

  private SchemaGeneratorConfigBuilder configuration(JsonMapper mapper) {
    SchemaGeneratorConfigBuilder builder =
        new SchemaGeneratorConfigBuilder(
                mapper, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES, Option.NULLABLE_FIELDS_BY_DEFAULT)
            .without(Option.SCHEMA_VERSION_INDICATOR);
    TypeForms forms = new TypeForms(mapper, names, direction);
    builder
        .forTypesInGeneral()
        .withPropertySorter((_, _) -> 0)
        .withCustomDefinitionProvider(forms)
        .withAdditionalPropertiesResolver(
            (scope, _) -> forms.componentwise(scope.getType()) ? BooleanNode.FALSE : null)
        .withSubtypeResolver(this::subtypes)
        .withTypeAttributeOverride(this::discriminate);
    builder
        .forFields()
        .withPropertyNameOverrideResolver(field -> name(field))
        .withIgnoreCheck(field -> name(field) == null)
        .withNullableCheck(field -> !mandatory(field))
        .withRequiredCheck(this::required)
        .withStringPatternResolver(TypeSchemas::pattern);
    return builder
        .with(
            new JacksonSchemaModule(
                JacksonOption.SKIP_SUBTYPE_LOOKUP,
                JacksonOption.IGNORE_TYPE_INFO_TRANSFORM,
                JacksonOption.IGNORE_PROPERTY_NAMING_STRATEGY))
        .with(new JakartaValidationModule());
  }

  private @Nullable String name(FieldScope field) {
    return names
        .find(field.getDeclaringType().getErasedType(), field.getDeclaredName())
        .orElse(null);
  }

  private boolean required(FieldScope field) {
    boolean primitive = field.getRawMember().getType().isPrimitive();
    return mandatory(field) && !(primitive && direction == Direction.SETTINGS);
  }

  private static boolean mandatory(FieldScope field) {
    return field.isFakeContainerItemScope()
        || field.getRawMember().getType().isPrimitive()
        || find(field, NotNull.class) != null
        || find(field, NotBlank.class) != null
        || find(field, NotEmpty.class) != null;
  }

  /// Bean Validation matches the whole text, JSON Schema any part of it.
  private static @Nullable String pattern(FieldScope field) {
    if (field.getType() == null || field.getType().getErasedType() != String.class) {
      return null;
    }
    Pattern pattern = find(field, Pattern.class);
    if (pattern != null && pattern.flags().length == 0) {
      return "^(?:" + pattern.regexp() + ")$";
    }
    return find(field, NotBlank.class) == null ? null : "[^\\u0000-\\u0020]";
  }

  private static <A extends Annotation> @Nullable A find(FieldScope field, Class<A> kind) {
    return field.isFakeContainerItemScope()
        ? field.getContainerItemAnnotationConsideringFieldAndGetterIfSupported(kind)
        : field.getAnnotationConsideringFieldAndGetterIfSupported(kind);
  }

  private @Nullable List<ResolvedType> subtypes(
      ResolvedType declared, SchemaGenerationContext context) {
    List<ResolvedType> found =
        polymorphism.subtypes(declared.getErasedType()).stream()
            .map(subtype -> context.getTypeContext().resolveSubtype(declared, subtype))
            .toList();
    return found.isEmpty() ? null : found;
  }

  /// The property that tells subtypes apart stands among the subtype's own, so that unknown ones
  /// can still be refused.
  private void discriminate(ObjectNode schema, TypeScope scope, SchemaGenerationContext context) {
    var found = polymorphism.discriminator(scope.getType().getErasedType());
    if (found.isEmpty() || schema.has("anyOf") || schema.has("$ref")) {
      return;
    }
    ObjectNode properties = schema.objectNode();
    properties.putObject(found.get().property()).put("const", found.get().value());
    if (schema.get("properties") instanceof ObjectNode own) {
      own.properties().stream()
          .filter(entry -> !entry.getKey().equals(found.get().property()))
          .forEach(entry -> properties.set(entry.getKey(), entry.getValue()));
    }
    schema.put("type", "object");
    schema.set("properties", properties);
    ArrayNode required = schema.arrayNode().add(found.get().property());
    if (schema.get("required") instanceof ArrayNode own) {
      own.forEach(
          name -> {
            if (!name.asString().equals(found.get().property())) {
              required.add(name);
            }
          });
    }
    schema.set("required", required);
    schema.put("additionalProperties", false);
  }
}
