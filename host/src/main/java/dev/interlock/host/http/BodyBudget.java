package dev.interlock.host.http;

import dev.interlock.api.settings.ByteSize;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The bytes that all request bodies of a host may take together, from their first byte to the end
/// of what they began: counted as they arrive, not as they are announced. An eighth is kept for
/// small ones, so that a few large ones never shut them out.
///
/// A large body waits, unread, until there is room for the whole of it, first come first served:
/// else many that have arrived in part would shut out each other. Room that is promised to one that
/// dawdles goes to who waits for it. Thread-safe.
final class BodyBudget {

  /// Up to here a body is small.
  static final int SMALL = 64 << 10;

  /// What is read of a body takes several times its bytes as JSON, and as what is made of it: with
  /// the heap that the launcher gives they stay well below it.
  private static final long OF_THE_LAUNCHER = 16 << 20;

  /// How long a large body waits for its turn, and how long it has for it where others wait.
  record Patience(Duration inLine, Duration onTurn) {
    static final Patience DEFAULT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(2));
  }

  private final long most;
  private final Patience patience;
  private final ReentrantLock lock = new ReentrantLock();
  // The rest is guarded by the lock.
  private final Deque<Condition> line = new ArrayDeque<>();
  private final SequencedSet<Share> promises = new LinkedHashSet<>();
  private long promised;
  private long taken;

  BodyBudget(long most, Patience patience) {
    this.most = most;
    this.patience = patience;
  }

  /// Where the operator takes larger bodies, two of them.
  static BodyBudget forBodiesOf(ByteSize largest) {
    return new BodyBudget(Math.max(OF_THE_LAUNCHER, 2 * largest.bytes()), Patience.DEFAULT);
  }

  /// What one request takes. Its bytes are added by one thread.
  ///
  /// @param expected what its body will take at most
  Share share(long expected) {
    return new Share(Math.min(expected, forLarge()));
  }

  long taken() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private long forLarge() {
    return most - most / 8;
  }

  private boolean fits(long bytes, long limit) {
    return taken + promised + bytes <= limit;
  }

  /// Whether so large a body may come now; those that had their time make room for it.
  private boolean fitsNow(Share share) {
    Iterator<Share> oldest = promises.iterator();
    while (!fits(share.outstanding(), forLarge())
        && oldest.hasNext()
        && oldest.next().breaks(System.nanoTime())) {
      oldest.remove();
    }
    return fits(share.outstanding(), forLarge());
  }

  /// Until something may have changed for who is first in line.
  private long untilNextTurn() {
    return promises.isEmpty() ? Long.MAX_VALUE : promises.getFirst().turnEnds - System.nanoTime();
  }

  private void waitInLine(Share share) {
    Condition first = lock.newCondition();
    long deadline = System.nanoTime() + patience.inLine().toNanos();
    line.add(first);
    try {
      while (!first.equals(line.peek()) || !fitsNow(share)) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw full();
        }
        long next = first.equals(line.peek()) ? Math.max(untilNextTurn(), 1) : left;
        var _ = first.awaitNanos(Math.min(left, next));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw full();
    } finally {
      line.remove(first);
      wakeFirst();
    }
  }

  private void wakeFirst() {
    Condition first = line.peek();
    if (first != null) {
      first.signal();
    }
  }

  private void giveBack(long bytes) {
    lock.lock();
    try {
      taken -= bytes;
      wakeFirst();
    } finally {
      lock.unlock();
    }
  }

  private static ProblemException full() {
    return new ProblemException(
        Problem.unavailable("busy", "the bodies of other requests take all the room there is")
            .with("Connection", "close"));
  }

  final class Share implements AutoCloseable {
    private final long expected;
    private boolean admitted;
    private long held;
    private long promise;
    private long turnEnds;
    private boolean kept;

    private Share(long expected) {
      this.expected = expected;
    }

    /// A large body waits here until there is room for it. Called before it is read, once that is
    /// known.
    ///
    /// @throws ProblemException 503 where there is none for a time
    void await() {
      lock.lock();
      try {
        waitInLine(this);
        admitted = true;
        promise = outstanding();
        promised += promise;
        turnEnds = System.nanoTime() + patience.onTurn().toNanos();
        promises.add(this);
      } finally {
        lock.unlock();
      }
    }

    private long outstanding() {
      return Math.max(expected - held, 0);
    }

    /// @throws ProblemException 503 where there is no room for so many more bytes
    void add(int bytes) {
      lock.lock();
      try {
        if (held + bytes > SMALL && !admitted) {
          await();
        }
        long ofThePromise = Math.min(bytes, promise);
        promise -= ofThePromise;
        promised -= ofThePromise;
        take(ofThePromise);
        long further = bytes - ofThePromise;
        if (further > 0 && !fits(further, held + further <= SMALL ? most : forLarge())) {
          throw full();
        }
        take(further);
      } finally {
        lock.unlock();
      }
    }

    private void take(long bytes) {
      taken += bytes;
      held += bytes;
    }

    /// All of it is there: what it was promised beyond that is free.
    void arrived() {
      lock.lock();
      try {
        if (promises.remove(this)) {
          breakPromise();
          wakeFirst();
        }
      } finally {
        lock.unlock();
      }
    }

    private boolean breaks(long now) {
      if (now - turnEnds < 0) {
        return false;
      }
      breakPromise();
      return true;
    }

    private void breakPromise() {
      promised -= promise;
      promise = 0;
    }

    /// What the request began goes on when it is answered: `close` gives nothing back, `end` does.
    void keepUntil(CompletableFuture<?> end) {
      kept = true;
      var _ = end.whenComplete((value, thrown) -> giveBack(held));
    }

    /// Gives it all back. Called once.
    @Override
    public void close() {
      arrived();
      if (!kept) {
        giveBack(held);
      }
    }
  }
}
