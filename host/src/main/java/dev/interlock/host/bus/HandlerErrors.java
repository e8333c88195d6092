package dev.interlock.host.bus;

import dev.interlock.api.HandlerError;
import dev.interlock.api.HandlerFailure;
import dev.interlock.api.InvalidInputException;

/// Turns what a handler threw into what the outcome says of it.
final class HandlerErrors {

  private HandlerErrors() {}

  static HandlerError of(Dispatch dispatch, Handler handler, Throwable thrown) {
    if (thrown instanceof InterruptedException) {
      Thread.interrupted();
    }
    String code =
        switch (thrown) {
          case Throwable _ when dispatch.aborted() -> "aborted";
          case HandlerFailure failure -> failure.code();
          case InvalidInputException _ -> "invalid";
          case InterruptedException _ -> "interrupted";
          default -> "exception";
        };
    return new HandlerError(handler.by(), code, message(thrown), thrown);
  }

  static HandlerError vetoFromElsewhere(Handler handler) {
    return new HandlerError(
        handler.by(), "exception", handler.by() + " vetoed, but only before handlers can", null);
  }

  private static String message(Throwable thrown) {
    if (thrown instanceof InterruptedException) {
      return "interrupted before it was done";
    }
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
  }

  /// A linkage error or a stack overflow in a plugin is the plugin's; the machine's own end is not
  /// to be swallowed.
  static void rethrowFatal(Throwable thrown) {
    if (thrown instanceof VirtualMachineError error && !(thrown instanceof StackOverflowError)) {
      throw error;
    }
  }
}
