package dev.interlock.host.http;

import dev.interlock.api.RefusedException;
import java.util.concurrent.ExecutionException;

/// Waits for the end of a dispatch.
final class Waiting {

  private Waiting() {}

  /// @throws RefusedException where the host stops before the dispatch has ended
  static DispatchReply forEnd(TrackedDispatch dispatch) {
    try {
      return dispatch.handle().done().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException(
          RefusedException.Code.STOPPING, "the host stops: " + dispatch.id() + " had not ended");
    } catch (ExecutionException e) {
      throw new IllegalStateException("dispatch " + dispatch.id() + " broke its promise to end", e);
    }
  }
}
