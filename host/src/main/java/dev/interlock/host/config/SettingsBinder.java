package dev.interlock.host.config;

import dev.interlock.api.TypeToken;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Binds sections of one document to the records of their connectors, and tells every problem of a
/// section at once: what can't be read is told, taken out, and the rest is read again; then the
/// constraints are checked.
///
/// Holds what it learned of the types, so it must not outlive the connectors that it was used for.
/// For one thread.
public final class SettingsBinder {

  private static final int MOST_ATTEMPTS = 1_000;

  private final ConfigDocument document;
  private final ScalarReaders scalars;
  private final PlainBinding plain;
  private final ConstraintCheck constraints = new ConstraintCheck();
  private @Nullable JsonMapper mapper;

  public SettingsBinder(ConfigDocument document, KnownEvents known) {
    this.document = document;
    this.scalars = new ScalarReaders(document.folder(), known);
    this.plain = new PlainBinding(scalars);
  }

  /// Made only where a section is not plain: to make it takes long.
  private JsonMapper mapper() {
    JsonMapper made = mapper;
    if (made == null) {
      made =
          JsonMapper.builder()
              .addModule(new SettingsModule(scalars))
              .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
              .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
              .build();
      mapper = made;
    }
    return made;
  }

  /// Binds what stands under a top-level key; nothing there counts as an empty mapping.
  /// `Void.class`: nothing may stand there.
  public <T> BoundSection<T> bind(String key, Class<T> type) {
    if (type == Void.class) {
      return nothingAllowed(key);
    }
    return bindTo(key, type);
  }

  public <T> BoundSection<T> bind(String key, TypeToken<T> type) {
    return bindTo(key, type.type());
  }

  private <T> BoundSection<T> nothingAllowed(String key) {
    Problems problems = new Problems();
    Setting section = document.setting(key);
    if (!(section instanceof Setting.Mapping mapping) || !mapping.entries().isEmpty()) {
      problems.error(
          section, "found " + Found.words(section) + ", but this connector takes no settings");
    }
    return new BoundSection<>(null, problems.inOrder());
  }

  @SuppressWarnings("unchecked") // whoever calls names the type twice
  private <T> BoundSection<T> bindTo(String key, Type type) {
    Problems problems = new Problems();
    BindingFaults faults = new BindingFaults(problems, document.redaction());
    Setting section = document.setting(key);
    Optional<Object> plainly = plain.bind(section.json(), type);
    if (plainly.isPresent()) {
      constraints.check(plainly.get(), section, faults);
      return new BoundSection<>(
          problems.hasErrors() ? null : (T) plainly.get(), problems.inOrder());
    }
    return bindByJackson(section, type, faults, problems);
  }

  private <T> BoundSection<T> bindByJackson(
      Setting section, Type type, BindingFaults faults, Problems problems) {
    JavaType target = mapper().constructType(type);
    Optional<Setting> current = Optional.of(section);
    @Nullable T bound = null;
    for (int attempt = 0;
        current.isPresent() && attempt < MOST_ATTEMPTS && !problems.isFull();
        attempt++) {
      Setting tried = current.get();
      try {
        bound = mapper().treeToValue(tried.json(), target);
        break;
      } catch (JacksonException e) {
        current = faults.withoutFault(tried, e);
      }
    }
    if (bound != null && current.isPresent()) {
      constraints.check(bound, current.get(), faults);
    } else if (!problems.hasErrors()) {
      problems.error(section, "too much here stands on references or unknown events to be read");
    }
    return new BoundSection<>(problems.hasErrors() ? null : bound, problems.inOrder());
  }

  /// The settings of a record for a mapping that is not in any file; empty where the record refuses
  /// it.
  static <T> Optional<T> tryBind(Class<T> type, JsonNode mapping, KnownEvents known) {
    try {
      ConfigDocument none = ConfigDocument.empty(Path.of(""), References.of(Map.of()), Map.of());
      return Optional.ofNullable(
          new SettingsBinder(none, known).mapper().treeToValue(mapping, type));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
