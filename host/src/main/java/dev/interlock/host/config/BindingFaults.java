package dev.interlock.host.config;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.host.config.ConfigProblem.Severity;
import dev.interlock.host.config.SettingPath.Step;
import dev.interlock.host.config.WrongSetting.Fault;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.InvalidTypeIdException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.node.JsonNodeFactory;

/// Tells what Jackson says against a section in words of the file, and takes the offending value
/// out so that the rest can be read. Remembers what it told, so that what follows from it is not
/// told too.
final class BindingFaults {

  private final Problems problems;
  private final Redaction redaction;
  private final List<SettingPath> told = new ArrayList<>();

  BindingFaults(Problems problems, Redaction redaction) {
    this.problems = problems;
    this.redaction = redaction;
  }

  /// The section without what the exception is about; empty where nothing is left to read.
  Optional<Setting> withoutFault(Setting section, JacksonException fault) {
    List<Step> steps = steps(fault);
    Setting at = nearest(section, steps);
    return switch (fault) {
      case WrongSetting wrong -> wrong(section, at, wrong);
      case UnrecognizedPropertyException unknown -> unknownKey(section, at, unknown);
      case ValueInstantiationException refused -> refused(section, at, refused);
      default -> mismatch(section, at, fault);
    };
  }

  private static List<Step> steps(JacksonException fault) {
    List<Step> steps = new ArrayList<>();
    for (JacksonException.Reference reference : fault.getPath()) {
      @Nullable String name = reference.getPropertyName();
      steps.add(name == null ? new Step.Index(reference.getIndex()) : new Step.Key(name));
    }
    return steps;
  }

  private static Setting nearest(Setting section, List<Step> steps) {
    Setting at = section;
    for (Step step : steps) {
      Optional<Setting> next = at.child(step);
      if (next.isEmpty()) {
        return at;
      }
      at = next.get();
    }
    return at;
  }

  private Optional<Setting> wrong(Setting section, Setting at, WrongSetting wrong) {
    Fault fault = wrong.fault();
    Optional<Setting> retyped = retyped(section, at);
    if (retyped.isPresent() && !fault.plain().startsWith("expected text")) {
      return retyped;
    }
    if (wrong.key().isPresent() && at instanceof Setting.Mapping mapping) {
      return wrongKey(section, mapping, wrong.key().get(), fault);
    }
    boolean hidden =
        at instanceof Setting.Scalar scalar
            && !scalar.json().isNull()
            && (wrong.secret() || Found.isHidden(scalar));
    String message =
        "found "
            + (hidden ? Found.HIDDEN : Found.words(at))
            + ", "
            + (hidden ? fault.plain() : fault.message());
    problems.add(fault.severity(), at, message);
    if (fault.severity() == Severity.ERROR) {
      return pruned(section, at);
    }
    JsonNode accepted = JsonNodeFactory.instance.pojoNode(Objects.requireNonNull(fault.accepted()));
    return Optional.of(
        section.replacing(
            at.path(),
            scalar ->
                new Setting.Scalar(scalar.path(), scalar.place(), accepted, scalar.referenced())));
  }

  private Optional<Setting> wrongKey(
      Setting section, Setting.Mapping mapping, String key, Fault fault) {
    Setting.@Nullable Entry entry = mapping.entries().get(key);
    if (entry == null) {
      return mismatch(section, mapping, null);
    }
    Setting value = entry.value();
    problems.error(
        entry.keyPlace(),
        value.path(),
        "found the key " + Found.quoted(key, 64) + ", " + fault.message());
    return pruned(section, value);
  }

  /// What a reference gave has no type of its own: where text doesn't fit, it may mean a number or
  /// a truth.
  private static Optional<Setting> retyped(Setting section, Setting at) {
    if (!(at instanceof Setting.Scalar scalar)
        || !scalar.referenced()
        || !scalar.json().isString()) {
      return Optional.empty();
    }
    JsonNode meant = CoreSchema.plain(scalar.json().stringValue());
    if (!meant.isNumber() && !meant.isBoolean()) {
      return Optional.empty();
    }
    return Optional.of(
        section.replacing(
            at.path(), same -> new Setting.Scalar(same.path(), same.place(), meant, true)));
  }

  private Optional<Setting> unknownKey(
      Setting section, Setting at, UnrecognizedPropertyException unknown) {
    String key = unknown.getPropertyName();
    List<String> known =
        unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
    String message =
        "found the key " + Found.quoted(key, 64) + ", no such setting" + Nearest.hint(key, known);
    if (at.path().lastKey().equals(key) && !at.path().equals(section.path())) {
      problems.error(keyPlace(section, at), at.path(), message);
      return pruned(section, at);
    }
    problems.error(at, message);
    return pruned(section, at);
  }

  private static Place keyPlace(Setting within, Setting wanted) {
    if (within instanceof Setting.Mapping mapping) {
      for (Setting.Entry entry : mapping.entries().values()) {
        if (entry.value().path().equals(wanted.path())) {
          return entry.keyPlace();
        }
      }
    }
    List<Setting> below =
        switch (within) {
          case Setting.Mapping mapping ->
              mapping.entries().values().stream().map(Setting.Entry::value).toList();
          case Setting.Sequence sequence -> sequence.items();
          case Setting.Scalar _ -> List.of();
        };
    return below.stream()
        .filter(setting -> wanted.path().startsWith(setting.path()))
        .findFirst()
        .map(setting -> keyPlace(setting, wanted))
        .orElse(wanted.place());
  }

  private Optional<Setting> mismatch(
      Setting section, Setting at, @Nullable JacksonException fault) {
    Optional<Setting> retyped = retyped(section, at);
    if (retyped.isPresent()) {
      return retyped;
    }
    String expected = "another value";
    if (fault instanceof InvalidTypeIdException type) {
      List<String> names = TypeWords.subtypes(type.getBaseType().getRawClass());
      expected = names.isEmpty() ? "a known type" : "a type that is " + Found.oneOf(names);
    } else if (fault instanceof MismatchedInputException mismatch) {
      expected = TypeWords.of(mismatch.getTargetType());
    }
    if (!follows(at)) {
      problems.error(at, "found " + Found.words(at) + ", expected " + expected);
    }
    return pruned(section, at);
  }

  private Optional<Setting> refused(
      Setting section, Setting at, ValueInstantiationException refused) {
    Throwable cause = refused.getCause() == null ? refused : refused.getCause();
    if (cause instanceof InvalidSetting invalid && !invalid.key().isEmpty()) {
      return invalid(section, at, invalid);
    }
    boolean missing =
        at instanceof Setting.Mapping mapping
            && tellMissing(mapping, refused.getType().getRawClass());
    if (!missing && !follows(at)) {
      Optional<Setting> retyped = retyped(section, at);
      if (retyped.isPresent()) {
        return retyped;
      }
      boolean meant = cause instanceof IllegalArgumentException && cause.getMessage() != null;
      String message =
          meant
              ? String.valueOf(cause.getMessage())
              : "found " + Found.words(at) + ", which its connector failed to read";
      problems.error(at, redaction.redact(message, at));
    }
    return pruned(section, at);
  }

  private Optional<Setting> invalid(Setting section, Setting at, InvalidSetting invalid) {
    List<Step> steps = SettingPath.parse(invalid.key()).map(SettingPath::steps).orElse(List.of());
    SettingPath path = at.path();
    for (Step step : steps) {
      path = path.then(step);
    }
    if (follows(path)) {
      return pruned(section, at);
    }
    Optional<Setting> named = at.find(steps);
    if (named.isPresent() && named.get() instanceof Setting.Sequence list && follows(list)) {
      return pruned(section, list); // its items have been told of, and are gone
    }
    String message = redaction.redact(String.valueOf(invalid.getMessage()), at);
    problems.error(named.orElse(at).place(), path, message);
    told.add(path);
    return pruned(section, named.filter(setting -> !setting.path().equals(at.path())).orElse(at));
  }

  /// Tells the required keys of a record that are not there.
  private boolean tellMissing(Setting.Mapping mapping, Class<?> type) {
    boolean any = false;
    for (RecordComponent component :
        type.isRecord() ? type.getRecordComponents() : new RecordComponent[0]) {
      String key = TypeWords.key(component);
      Setting.@Nullable Entry entry = mapping.entries().get(key);
      boolean absent =
          entry == null
              || (entry.value() instanceof Setting.Scalar scalar && scalar.json().isNull());
      SettingPath path = mapping.path().key(key);
      if (absent && Constraints.isRequired(component) && !isTold(path)) {
        missing(mapping.place(), path, component.getType());
        any = true;
      }
    }
    return any;
  }

  /// Tells that a required key is not there, at the place of the mapping that should hold it.
  void missing(Place place, SettingPath path, Class<?> type) {
    problems.error(place, path, "required, expected " + TypeWords.of(type));
    told.add(path);
  }

  /// Tells that a constraint is broken.
  void broken(Setting at, String message) {
    boolean sized = !(at instanceof Setting.Scalar);
    problems.error(
        at, (sized ? "" : "found " + Found.words(at) + ", ") + redaction.redact(message, at));
    told.add(at.path());
  }

  private Optional<Setting> pruned(Setting section, Setting gone) {
    told.add(gone.path());
    return gone.path().equals(section.path())
        ? Optional.empty()
        : Optional.of(section.without(gone.path()));
  }

  private boolean isTold(SettingPath path) {
    return told.stream().anyMatch(path::equals);
  }

  /// Whether a problem within this value was told already: what is said of the whole may come from
  /// that.
  boolean follows(Setting setting) {
    return follows(setting.path());
  }

  boolean follows(SettingPath path) {
    return told.stream().anyMatch(each -> each.startsWith(path));
  }
}
