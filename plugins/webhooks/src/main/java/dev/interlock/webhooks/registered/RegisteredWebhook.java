package dev.interlock.webhooks.registered;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A webhook that was registered over the API.
///
/// @param revision grows with each change of any of them
public record RegisteredWebhook(
    UUID id, Terms terms, SealedSecrets secrets, Times times, long revision) {

  /// What its owner decided.
  ///
  /// @param successes the statuses that count as delivered
  /// @param active whether anything is sent; deliveries are accepted all the same
  /// @param ordered whether its deliveries go one after another
  /// @param returnSecret whether the API gives its secret back
  public record Terms(
      String name,
      URI url,
      String contentType,
      List<Integer> successes,
      boolean active,
      boolean ordered,
      boolean returnSecret,
      Attempts attempts) {

    public Terms {
      successes = List.copyOf(successes);
    }

    public Terms withActive(boolean now) {
      return new Terms(name, url, contentType, successes, now, ordered, returnSecret, attempts);
    }
  }

  /// How often and when it is tried; times in seconds.
  public record Attempts(int most, int timeout, int minBackoff, int maxBackoff) {}

  /// Encrypted by the store.
  ///
  /// @param current null: it is not signed
  /// @param previous signs as well until `previousUntil`
  public record SealedSecrets(
      @Nullable String current, @Nullable String previous, @Nullable Instant previousUntil) {

    public static final SealedSecrets NONE = new SealedSecrets(null, null, null);

    public static SealedSecrets of(@Nullable String current) {
      return new SealedSecrets(current, null, null);
    }
  }

  public record Times(Instant createdAt, Instant updatedAt) {}

  /// Its name among the targets of the delivery queue.
  public String target() {
    return id.toString();
  }

  public RegisteredWebhook with(Terms changed, Instant now) {
    return new RegisteredWebhook(id, changed, secrets, new Times(times.createdAt, now), revision);
  }

  public RegisteredWebhook with(SealedSecrets changed, Instant now) {
    return new RegisteredWebhook(id, terms, changed, new Times(times.createdAt, now), revision);
  }
}
