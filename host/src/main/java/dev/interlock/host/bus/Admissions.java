package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.api.RefusedException;
import java.util.Optional;

/// Refuses an event of which something would have to be kept that can't be: before anybody is
/// asked, since what on handlers do is not undone.
final class Admissions {

  private Admissions() {}

  /// Notices and the host's own events are told as far as they can be: `check` is to say what is
  /// wrong.
  ///
  /// @throws RefusedException naming the handler and what is in its way
  static void check(HandlerPlan plan) {
    Event<?, ?> event = plan.channel().event();
    for (Handler after : plan.afters()) {
      Optional<String> refusal = after.options().admission().refusal(event.name());
      if (refusal.isPresent() && !event.isNotice() && !plan.channel().isOfTheHost()) {
        throw new RefusedException(
            RefusedException.Code.NOT_STORED,
            event.name() + ": " + after.by() + ": " + refusal.get());
      }
    }
  }
}
