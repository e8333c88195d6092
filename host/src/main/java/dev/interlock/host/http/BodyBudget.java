package dev.interlock.host.http;

import dev.interlock.api.settings.ByteSize;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/// The bytes that all request bodies of a host may take together, from their first byte to the end
/// of what they began: counted as they arrive, not as they are announced. An eighth is kept for
/// small ones, so that a few large ones never shut them out. Thread-safe.
final class BodyBudget {

  /// Up to here a body is small.
  static final int SMALL = 64 << 10;

  /// What is read of a body takes several times its bytes as JSON, and as what is made of it: with
  /// the heap that the launcher gives they stay well below it.
  private static final long OF_THE_LAUNCHER = 16 << 20;

  private final long most;
  private final AtomicLong taken = new AtomicLong();

  BodyBudget(long most) {
    this.most = most;
  }

  /// Where the operator takes larger bodies, two of them.
  static BodyBudget forBodiesOf(ByteSize largest) {
    return new BodyBudget(Math.max(OF_THE_LAUNCHER, 2 * largest.bytes()));
  }

  /// What one request takes. Its bytes are added by one thread.
  Share share() {
    return new Share();
  }

  long taken() {
    return taken.get();
  }

  final class Share implements AutoCloseable {
    private long held;
    private boolean kept;

    /// @throws ProblemException 503 where there is no room for so many more bytes
    void add(int bytes) {
      long limit = held + bytes <= SMALL ? most : most - most / 8;
      if (taken.addAndGet(bytes) > limit) {
        taken.addAndGet(-bytes);
        throw new ProblemException(
            Problem.unavailable("busy", "the bodies of other requests take all the room there is")
                .with("Connection", "close"));
      }
      held += bytes;
    }

    /// What the request began goes on when it is answered: `close` gives nothing back, `end` does.
    void keepUntil(CompletableFuture<?> end) {
      kept = true;
      var _ = end.whenComplete((value, thrown) -> taken.addAndGet(-held));
    }

    /// Gives it all back. Called once.
    @Override
    public void close() {
      if (!kept) {
        taken.addAndGet(-held);
      }
    }
  }
}
