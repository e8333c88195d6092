package dev.interlock.host.config;

import dev.interlock.api.Event;
import dev.interlock.api.EventPattern;
import dev.interlock.api.Preposition;
import dev.interlock.host.config.ConfigProblem.Severity;
import dev.interlock.host.config.WrongSetting.Fault;
import java.util.List;
import java.util.Optional;

/// Reads `after:measure` and checks it against the events that there are.
final class EventPatternReader {

  private static final String FORM = "expected (before|after):NAME, * in NAME for any characters";

  private final KnownEvents known;

  EventPatternReader(KnownEvents known) {
    this.known = known;
  }

  /// What is wrong with it, if anything.
  Optional<Fault> fault(String text) {
    EventPattern pattern;
    try {
      pattern = EventPattern.parse(text);
    } catch (IllegalArgumentException e) {
      return Optional.of(
          Fault.error(form(text), text.contains("on:") ? "webhooks hook before or after" : FORM));
    }
    if (pattern.isWildcard()) {
      return known.matchesAny(pattern)
          ? Optional.empty()
          : Optional.of(warning(pattern, "matches no event"));
    }
    Optional<Event<?, ?>> event = known.find(pattern.glob());
    if (event.isEmpty()) {
      return Optional.of(unknown(pattern));
    }
    if (event.get().isNotice() && pattern.preposition() == Preposition.BEFORE) {
      String message = "notices have no before";
      return Optional.of(
          Fault.error(message + "; did you mean after:" + pattern.glob() + "?", message));
    }
    return Optional.empty();
  }

  private static String form(String text) {
    String bare = text.startsWith("!") ? text.substring(1) : text;
    int colon = bare.indexOf(':');
    if (bare.startsWith("on:")) {
      return "webhooks hook before or after";
    }
    Optional<String> preposition =
        colon < 0
            ? Optional.empty()
            : Nearest.to(bare.substring(0, colon), List.of("before", "after"));
    return preposition
        .filter(word -> !bare.startsWith(word + ":"))
        .map(word -> FORM + "; did you mean " + word + bare.substring(colon) + "?")
        .orElse(FORM);
  }

  private Fault unknown(EventPattern pattern) {
    String message = "no such event";
    if (known.incomplete()) {
      return warning(pattern, message + " while some connectors are not loaded; it is dormant");
    }
    List<String> names = known.events().stream().map(Event::name).toList();
    String prefix = (pattern.excludes() ? "!" : "") + pattern.preposition() + ":";
    String hint =
        Nearest.to(pattern.glob(), names)
            .map(near -> "; did you mean " + prefix + near + "?")
            .orElseGet(() -> names.isEmpty() ? "" : "; expected " + Found.oneOf(names));
    return Fault.error(message + hint, message);
  }

  private static Fault warning(EventPattern pattern, String message) {
    return new Fault(Severity.WARNING, message, message, pattern);
  }
}
