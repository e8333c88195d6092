package dev.interlock.host.config;

import dev.interlock.host.config.SettingPath.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A value of the document that knows its own path and place. Immutable. A changed copy keeps the
/// paths of what it keeps, so that an error in a pruned list still names the element as the file
/// counts it.
sealed interface Setting {

  SettingPath path();

  Place place();

  JsonNode json();

  /// @param referenced whether the value came from a reference: it is never shown
  record Scalar(SettingPath path, Place place, JsonNode json, boolean referenced)
      implements Setting {
    @Override
    public Optional<Setting> child(Step step) {
      return Optional.empty();
    }
  }

  record Sequence(SettingPath path, Place place, List<Setting> items) implements Setting {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public JsonNode json() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      items.forEach(item -> array.add(item.json()));
      return array;
    }

    @Override
    public Optional<Setting> child(Step step) {
      return step instanceof Step.Index(int number) && number >= 0 && number < items.size()
          ? Optional.of(items.get(number))
          : Optional.empty();
    }
  }

  record Mapping(SettingPath path, Place place, Map<String, Entry> entries) implements Setting {
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    static Mapping empty(SettingPath path, Place place) {
      return new Mapping(path, place, Map.of());
    }

    @Override
    public JsonNode json() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      entries.forEach((key, entry) -> object.set(key, entry.value().json()));
      return object;
    }

    @Override
    public Optional<Setting> child(Step step) {
      return step instanceof Step.Key(String name)
          ? Optional.ofNullable(entries.get(name)).map(Entry::value)
          : Optional.empty();
    }

    Mapping with(String key, Entry entry) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      changed.put(key, entry);
      return new Mapping(path, place, changed);
    }
  }

  /// @param keyPlace where the key stands
  record Entry(Place keyPlace, Setting value) {}

  /// The value one step below.
  // By each form itself: for a pattern switch the JVM would spin a class at each start.
  Optional<Setting> child(Step step);

  default Optional<Setting> find(List<Step> steps) {
    Optional<Setting> at = Optional.of(this);
    for (Step step : steps) {
      at = at.flatMap(setting -> setting.child(step));
    }
    return at;
  }

  /// A copy without the value whose own path is this; the same where there is none.
  default Setting without(SettingPath gone) {
    return switch (this) {
      case Scalar scalar -> scalar;
      case Sequence(SettingPath path, Place place, List<Setting> items) -> {
        List<Setting> kept = new ArrayList<>();
        items.stream()
            .filter(item -> !item.path().equals(gone))
            .forEach(item -> kept.add(item.withoutBelow(gone)));
        yield new Sequence(path, place, kept);
      }
      case Mapping(SettingPath path, Place place, Map<String, Entry> entries) -> {
        Map<String, Entry> kept = new LinkedHashMap<>();
        entries.forEach(
            (key, entry) -> {
              if (!entry.value().path().equals(gone)) {
                kept.put(key, new Entry(entry.keyPlace(), entry.value().withoutBelow(gone)));
              }
            });
        yield new Mapping(path, place, kept);
      }
    };
  }

  private Setting withoutBelow(SettingPath gone) {
    return gone.startsWith(path()) ? without(gone) : this;
  }

  /// A copy in which the scalar of this path is another.
  default Setting replacing(SettingPath target, UnaryOperator<Scalar> change) {
    if (!target.startsWith(path())) {
      return this;
    }
    return switch (this) {
      case Scalar scalar -> change.apply(scalar);
      case Sequence(SettingPath path, Place place, List<Setting> items) ->
          new Sequence(
              path, place, items.stream().map(item -> item.replacing(target, change)).toList());
      case Mapping(SettingPath path, Place place, Map<String, Entry> entries) -> {
        Map<String, Entry> changed = new LinkedHashMap<>();
        entries.forEach(
            (key, entry) ->
                changed.put(
                    key, new Entry(entry.keyPlace(), entry.value().replacing(target, change))));
        yield new Mapping(path, place, changed);
      }
    };
  }
}
