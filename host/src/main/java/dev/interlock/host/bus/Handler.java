package dev.interlock.host.bus;

import dev.interlock.api.AfterHandler;
import dev.interlock.api.BeforeHandler;
import dev.interlock.api.EventPattern;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.OnHandler;
import dev.interlock.api.PayloadAfterHandler;
import dev.interlock.api.PayloadBeforeHandler;

/// One registered handler. Typed ones belong to one event; those of a pattern see JSON.
///
/// @param by `CONNECTOR/HANDLER`
record Handler(String connector, String by, HandlerOptions options, Role role) {

  /// What a handler does, in which phase.
  sealed interface Role {

    /// May veto; a replacer may also replace, and runs before the others.
    sealed interface Before extends Role {
      boolean replaces();
    }

    sealed interface After extends Role {}

    record TypedBefore(BeforeHandler<Object> call, boolean replaces) implements Before {}

    record PayloadBefore(EventPattern pattern, PayloadBeforeHandler call, boolean replaces)
        implements Before {}

    record On(OnHandler<Object, Object> call) implements Role {}

    record TypedAfter(AfterHandler<Object, Object> call) implements After {}

    record PayloadAfter(EventPattern pattern, PayloadAfterHandler call) implements After {}
  }
}
