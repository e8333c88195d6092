package dev.interlock.host.bus;

import dev.interlock.api.Decision;
import dev.interlock.api.HandlerError;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Json;
import dev.interlock.api.Veto;
import dev.interlock.host.bus.Handler.Role;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks the before handlers of one dispatch: replacers one after another, then the rest at the same
/// time, all under one deadline. The first veto decides; a failure waits for the rest, since a veto
/// may still come.
final class BeforePhase {

  private final Dispatch dispatch;
  private final HandlerPlan plan;
  private List<HandlerError> errors = List.of();
  private @Nullable Object input;

  /// How the chain ended.
  sealed interface Verdict {
    record Agreed(@Nullable Object input) implements Verdict {}

    record Vetoed(Veto veto, List<HandlerError> errors) implements Verdict {}

    record Broken(List<HandlerError> errors) implements Verdict {}
  }

  /// What one handler said, or threw.
  private record Answer(
      Handler handler, @Nullable Decision<?> decision, @Nullable Throwable thrown) {}

  BeforePhase(Dispatch dispatch, HandlerPlan plan) {
    this.dispatch = dispatch;
    this.plan = plan;
    this.input = dispatch.input();
  }

  /// @throws InvalidInputException where a handler found the input invalid and none vetoed
  Verdict run() {
    Veto veto = null;
    for (int i = 0; i < plan.replacers().length && veto == null; i++) {
      Handler replacer = plan.replacers()[i];
      veto = replacer.options().inline() ? heed(ask(replacer)) : await(List.of(replacer));
    }
    if (veto == null) {
      veto = askTogether(plan.befores());
    }
    if (veto != null) {
      return new Verdict.Vetoed(veto, List.copyOf(errors));
    }
    if (errors.isEmpty()) {
      return new Verdict.Agreed(input);
    }
    for (HandlerError error : errors) {
      if (error.exception() instanceof InvalidInputException invalid) {
        throw invalid;
      }
    }
    return new Verdict.Broken(List.copyOf(errors));
  }

  private @Nullable Veto askTogether(Handler[] handlers) {
    List<Handler> guarded = List.of();
    for (Handler handler : handlers) {
      if (!handler.options().inline()) {
        guarded = guarded.isEmpty() ? new ArrayList<>(handlers.length) : guarded;
        guarded.add(handler);
      }
    }
    Veto veto = null;
    for (int i = 0; i < handlers.length && veto == null; i++) {
      if (handlers[i].options().inline()) {
        veto = heed(ask(handlers[i]));
      }
    }
    return veto != null || guarded.isEmpty() ? veto : await(guarded);
  }

  private @Nullable Veto await(List<Handler> handlers) {
    if (dispatch.aborted()) {
      fail(new HandlerError(handlers.getFirst().by(), "aborted", "aborted", null));
      return null;
    }
    BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    IdentityHashMap<Handler, Thread> asked = new IdentityHashMap<>(handlers.size());
    for (Handler handler : handlers) {
      asked.put(handler, Workers.start(dispatch, handler, () -> answers.add(ask(handler))));
    }
    try {
      return collect(answers, asked);
    } finally {
      asked.values().forEach(Thread::interrupt);
    }
  }

  private @Nullable Veto collect(
      BlockingQueue<Answer> answers, IdentityHashMap<Handler, Thread> asked) {
    try {
      while (!asked.isEmpty()) {
        Answer answer = answers.poll(Math.max(0, dispatch.remainingNanos()), TimeUnit.NANOSECONDS);
        if (answer == null) {
          return late(asked);
        }
        asked.remove(answer.handler());
        Veto veto = heed(answer);
        if (veto != null) {
          return veto;
        }
      }
    } catch (InterruptedException _) {
      String by = asked.keySet().iterator().next().by();
      fail(new HandlerError(by, "aborted", "aborted", null));
      if (!dispatch.aborted()) {
        Thread.currentThread().interrupt();
      }
    }
    return null;
  }

  private @Nullable Veto late(IdentityHashMap<Handler, Thread> asked) {
    Veto veto = null;
    for (Handler handler : plan.befores()) {
      veto = asked.containsKey(handler) && veto == null ? late(handler) : veto;
    }
    for (Handler handler : plan.replacers()) {
      veto = asked.containsKey(handler) && veto == null ? late(handler) : veto;
    }
    return veto;
  }

  private @Nullable Veto late(Handler handler) {
    String message = "no answer within " + dispatch.beforeDeadline().toMillis() + " ms";
    return switch (handler.options().onTimeout()) {
      case FAIL -> {
        fail(new HandlerError(handler.by(), "timeout", message, null));
        yield null;
      }
      case CANCEL -> veto(handler, message, Map.of("cause", "timeout"));
      case PROCEED -> {
        dispatch.bus().observer().harmless(dispatch, handler.by(), null);
        yield null;
      }
    };
  }

  private Answer ask(Handler handler) {
    try {
      return new Answer(handler, decide(handler), null);
    } catch (Throwable thrown) {
      HandlerErrors.rethrowFatal(thrown);
      return new Answer(handler, null, thrown);
    }
  }

  @SuppressWarnings("NullAway") // an event without input has a null one
  private Decision<?> decide(Handler handler) throws Exception {
    Decision<?> decision =
        switch (handler.role()) {
          case Role.TypedBefore typed -> typed.call().decide(input);
          case Role.PayloadBefore payload -> payload.call().decide(dispatch.beforePayload(input));
          case Role.On _, Role.TypedAfter _, Role.PayloadAfter _ ->
              throw new IllegalStateException(handler.by() + " is no before handler");
        };
    if (decision == null) {
      throw new IllegalStateException("decided null, expected a Decision");
    }
    return decision;
  }

  private @Nullable Veto heed(Answer answer) {
    Handler handler = answer.handler();
    Throwable thrown = answer.thrown();
    if (thrown != null) {
      fail(HandlerErrors.of(dispatch, handler, thrown));
      return null;
    }
    return switch (answer.decision()) {
      case Decision.Proceed<?> _ -> null;
      case Decision.Cancel<?> cancel -> veto(handler, cancel.reason(), cancel.details());
      case Decision.Replace<?> replace -> {
        replace(handler, replace.input());
        yield null;
      }
      case null -> null;
    };
  }

  private void fail(HandlerError error) {
    if (errors.isEmpty()) {
      errors = new ArrayList<>();
    }
    errors.add(error);
  }

  private @Nullable Veto veto(Handler handler, String reason, Map<String, Object> details) {
    if (dispatch.channel().event().isVetoable()) {
      return new Veto(handler.by(), reason, details);
    }
    IllegalStateException refusal = new IllegalStateException(dispatch.name() + " can't be vetoed");
    dispatch.bus().observer().harmless(dispatch, handler.by(), refusal);
    return null;
  }

  private void replace(Handler handler, @Nullable Object replacement) {
    try {
      if (!(handler.role() instanceof Role.Before before) || !before.replaces()) {
        throw new IllegalStateException("replaced the input, but was not registered as replacing");
      }
      Object bound =
          replacement instanceof Json json && !isJsonTyped()
              ? dispatch.channel().read(json.utf8())
              : replacement;
      dispatch.channel().validate(bound);
      input = bound;
    } catch (InvalidInputException invalid) {
      fail(new HandlerError(handler.by(), "invalid", "replacement: " + invalid.getMessage(), null));
    } catch (RuntimeException failure) {
      fail(HandlerErrors.of(dispatch, handler, failure));
    }
  }

  private boolean isJsonTyped() {
    return dispatch.channel().event().inputType() == Json.class;
  }
}
