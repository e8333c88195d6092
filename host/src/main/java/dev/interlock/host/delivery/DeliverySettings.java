package dev.interlock.host.delivery;

import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.host.delivery.DeliveryStore.HostFile;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How this host delivers.
///
/// @param host its id: unlike any other's, and another one after each start
/// @param file what it tells the other hosts of itself; may block
/// @param leases whether it delivers what is durable; else it only accepts
/// @param only which targets (`CONNECTOR/NAME`) it delivers to
/// @param retry instead of the targets' own; null for those
/// @param bounds what it takes on
public record DeliverySettings(
    String host,
    Supplier<HostFile> file,
    boolean leases,
    Predicate<String> only,
    @Nullable RetryPolicy retry,
    Bounds bounds) {

  /// @param attempts at once, over all targets
  /// @param bytes of durable bodies in memory
  /// @param retention of what is finished
  public record Bounds(int attempts, long bytes, Duration retention) {

    public static final Bounds DEFAULT = new Bounds(1_000, 32L << 20, Duration.ofDays(30));
  }

  /// A host that delivers everything, as its targets say.
  public static DeliverySettings of(String host, String fileHash) {
    HostFile file = new HostFile(host, host, fileHash);
    return new DeliverySettings(host, () -> file, true, target -> true, null, Bounds.DEFAULT);
  }

  public DeliverySettings telling(Supplier<HostFile> changed) {
    return new DeliverySettings(host, changed, leases, only, retry, bounds);
  }

  public DeliverySettings accepting() {
    return new DeliverySettings(host, file, false, only, retry, bounds);
  }

  public DeliverySettings only(Predicate<String> targets) {
    return new DeliverySettings(host, file, leases, targets, retry, bounds);
  }

  public DeliverySettings retrying(@Nullable RetryPolicy policy) {
    return new DeliverySettings(host, file, leases, only, policy, bounds);
  }

  public DeliverySettings within(Bounds changed) {
    return new DeliverySettings(host, file, leases, only, retry, changed);
  }
}
