package dev.interlock.host.egress;

import dev.interlock.api.egress.EgressException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Resolves names away from the caller, one question at a time per name, and keeps an answer for a
/// second: addresses only, never a verdict on them. Thread-safe.
///
/// The lookups run on up to 64 platform threads: a lookup holds its carrier, so that two hanging
/// ones on virtual threads would stop a whole host of two cores. Beyond 1,024 waiting names a
/// lookup fails at once.
final class Names implements AutoCloseable {

  private static final int THREADS = 64;
  private static final int WAITING = 1024;
  private static final int REMEMBERED = 4096;
  private static final long FRESH_MILLIS = 1000;

  private record Answer(CompletableFuture<List<byte[]>> addresses, long at) {}

  private final NameResolver resolver;
  private final InstantSource clock;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final ThreadPoolExecutor threads;

  Names(NameResolver resolver, InstantSource clock) {
    this.resolver = resolver;
    this.clock = clock;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().name("interlock-egress-names-", 1).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// At least one address, or an `EgressException` of reason DNS. The future is shared: nobody
  /// completes or cancels it.
  CompletableFuture<List<byte[]>> addresses(String host) {
    long now = clock.millis();
    Answer known = answers.get(host);
    if (known != null && usable(known, now)) {
      return known.addresses;
    }
    if (answers.size() >= REMEMBERED) {
      answers.values().removeIf(answer -> !usable(answer, now));
      if (answers.size() >= REMEMBERED) {
        return CompletableFuture.failedFuture(failure(host, "too many names at once", null));
      }
    }
    return answers.compute(host, (name, old) -> old != null && usable(old, now) ? old : ask(name))
        .addresses;
  }

  private static boolean usable(Answer answer, long now) {
    return !answer.addresses.isDone()
        || (Math.abs(now - answer.at) < FRESH_MILLIS
            && !answer.addresses.isCompletedExceptionally());
  }

  private Answer ask(String host) {
    CompletableFuture<List<byte[]>> addresses = new CompletableFuture<>();
    try {
      threads.execute(() -> resolve(host, addresses));
    } catch (RejectedExecutionException full) {
      addresses.completeExceptionally(failure(host, "too many lookups wait", full));
    }
    return new Answer(addresses, clock.millis());
  }

  private void resolve(String host, CompletableFuture<List<byte[]>> addresses) {
    try {
      InetAddress[] found = resolver.resolve(host);
      if (found.length == 0) {
        throw new UnknownHostException(host);
      }
      addresses.complete(Arrays.stream(found).map(InetAddress::getAddress).toList());
    } catch (UnknownHostException unknown) {
      addresses.completeExceptionally(failure(host, "no such name, or no answer", unknown));
    } catch (RuntimeException | Error broken) {
      addresses.completeExceptionally(failure(host, "the lookup broke: " + broken, broken));
    }
  }

  private static EgressException failure(
      String host, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new EgressException(EgressException.Cause.DNS, host + ": " + why, cause);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
