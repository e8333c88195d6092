package dev.interlock.host.bus;

import dev.interlock.host.bus.Handler.Role;
import java.util.ArrayList;
import java.util.List;

/// Tells the after handlers: inline ones and a single one on the publisher's thread, several at the
/// same time. Returns when all have been told; one that throws harms nobody.
final class AfterPhase {

  private AfterPhase() {}

  static void run(Dispatch dispatch, Handler[] handlers, OnPhase.Answers answers) {
    if (dispatch.aborted()) {
      Thread.interrupted();
    }
    List<Thread> others = List.of();
    for (int i = 0; i < handlers.length; i++) {
      Handler handler = handlers[i];
      if (handler.options().inline() || i == handlers.length - 1) {
        tell(dispatch, handler, answers);
      } else {
        others = others.isEmpty() ? new ArrayList<>(handlers.length) : others;
        others.add(Workers.start(dispatch, handler, () -> tell(dispatch, handler, answers)));
      }
    }
    join(others);
  }

  private static void tell(Dispatch dispatch, Handler handler, OnPhase.Answers answers) {
    try {
      switch (handler.role()) {
        case Role.TypedAfter typed -> typed.call().accept(dispatch.completion(answers));
        case Role.PayloadAfter payload -> payload.call().accept(dispatch.afterPayload(answers));
        case Role.On _, Role.Before _ ->
            throw new IllegalStateException(handler.by() + " is no after handler");
      }
    } catch (Throwable thrown) {
      HandlerErrors.rethrowFatal(thrown);
      dispatch.bus().observer().harmless(dispatch, handler.by(), thrown);
    }
  }

  private static void join(List<Thread> threads) {
    boolean interrupted = false;
    for (int i = 0; i < threads.size(); ) {
      try {
        threads.get(i).join();
        i++;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
