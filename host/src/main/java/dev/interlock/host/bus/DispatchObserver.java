package dev.interlock.host.bus;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.HandlerError;
import dev.interlock.api.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Watches every dispatch, on the publisher's thread: what it throws would be the publisher's, so
/// it must not throw.
public interface DispatchObserver {

  /// Watches nothing.
  DispatchObserver NONE = new DispatchObserver() {};

  /// Whether anybody looks: if not, no ids and summaries are made.
  default boolean watches() {
    return false;
  }

  /// @param inputSummary what a terminal shows of the input, empty for nothing
  default void started(CurrentEvent event, String inputSummary) {}

  default void progressed(CurrentEvent event, double fraction, String message) {}

  /// The outcome stands; after handlers have not been told yet.
  ///
  /// @param resultSummary what a terminal shows of the first result, empty for nothing
  default void decided(CurrentEvent event, Outcome<?> outcome, String resultSummary) {}

  /// What its after handlers handed over could not be stored: the outcome is failed after all.
  default void unstored(CurrentEvent event, List<HandlerError> errors) {}

  /// A handler failed where nobody else hears of it: an after handler, or the observer's own work.
  default void harmless(CurrentEvent event, String by, @Nullable Throwable failure) {}
}
