package dev.interlock.host.bus;

import dev.interlock.api.CurrentEvent;

/// Virtual threads that run one handler each, with the current event bound.
final class Workers {

  private Workers() {}

  static Thread start(Dispatch dispatch, Handler handler, Runnable work) {
    return Thread.ofVirtual()
        .name("handler " + handler.by())
        .start(() -> ScopedValue.where(CurrentEvent.SCOPE, dispatch).run(work));
  }
}
