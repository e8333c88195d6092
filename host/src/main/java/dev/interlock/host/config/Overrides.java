package dev.interlock.host.config;

import dev.interlock.host.config.Setting.Entry;
import dev.interlock.host.config.Setting.Mapping;
import dev.interlock.host.config.Setting.Scalar;
import dev.interlock.host.config.Setting.Sequence;
import dev.interlock.host.config.SettingPath.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Lays `--set a.b[0].c=value` over a document. Missing mappings are made; a list grows only by the
/// index that comes next.
final class Overrides {

  private final ReferenceReader references;
  private final Problems problems;

  Overrides(ReferenceReader references, Problems problems) {
    this.references = references;
    this.problems = problems;
  }

  Setting apply(Setting document, Map<String, String> overrides) {
    Setting changed = document;
    for (Map.Entry<String, String> override : overrides.entrySet()) {
      changed = apply(changed, override.getKey(), override.getValue());
    }
    return changed;
  }

  private Setting apply(Setting document, String name, String value) {
    Place place = Place.whole("--set " + name);
    Optional<SettingPath> path = SettingPath.parse(name);
    if (path.isEmpty()) {
      problems.error(place, SettingPath.ROOT, "expected a path: http.port or webhooks[0].url");
      return document;
    }
    Setting laid =
        new YamlReader(place.source(), false, references, problems)
            .read(value, path.get())
            .orElseGet(() -> new Scalar(path.get(), place, CoreSchema.plain(""), false));
    return lay(document, path.get().steps(), laid);
  }

  private Setting lay(Setting at, List<Step> steps, Setting laid) {
    if (steps.isEmpty()) {
      return laid;
    }
    List<Step> rest = steps.subList(1, steps.size());
    return switch (steps.getFirst()) {
      case Step.Key(String name) -> layKey(at, name, rest, laid);
      case Step.Index(int number) -> layIndex(at, number, rest, laid);
    };
  }

  private Setting layKey(Setting at, String name, List<Step> rest, Setting laid) {
    Optional<Mapping> mapping =
        at instanceof Mapping there
            ? Optional.of(there)
            : isNothing(at) ? Optional.of(Mapping.empty(at.path(), at.place())) : Optional.empty();
    if (mapping.isEmpty()) {
      problems.error(laid.place(), laid.path(), notThere(at, "a mapping"));
      return at;
    }
    Entry entry = mapping.get().entries().get(name);
    Setting below = entry == null ? nothing(at.path().key(name), laid.place()) : entry.value();
    Place keyPlace = entry == null ? laid.place() : entry.keyPlace();
    return mapping.get().with(name, new Entry(keyPlace, lay(below, rest, laid)));
  }

  private Setting layIndex(Setting at, int number, List<Step> rest, Setting laid) {
    List<Setting> items = new ArrayList<>();
    if (at instanceof Sequence sequence) {
      items.addAll(sequence.items());
    } else if (!isNothing(at)) {
      problems.error(laid.place(), laid.path(), notThere(at, "a list"));
      return at;
    }
    if (number > items.size()) {
      problems.error(
          laid.place(),
          laid.path(),
          "found a list of " + items.size() + ", expected an index up to " + items.size());
      return at;
    }
    if (number == items.size()) {
      items.add(nothing(at.path().index(number), laid.place()));
    }
    items.set(number, lay(items.get(number), rest, laid));
    return new Sequence(at.path(), at.place(), items);
  }

  private static String notThere(Setting at, String expected) {
    return "found " + Found.words(at) + " at " + at.path() + ", expected " + expected;
  }

  private static boolean isNothing(Setting setting) {
    return setting instanceof Scalar scalar && scalar.json().isNull();
  }

  private static Setting nothing(SettingPath path, Place place) {
    return new Scalar(path, place, CoreSchema.plain(""), false);
  }
}
