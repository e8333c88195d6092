package dev.interlock.webhooks.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.CurrentEvent;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/// Ids of deliveries, and of webhooks (RFC 9562). Those of deliveries sort by time, so that the
/// newest stand together in an index.
public final class DeliveryId {

  /// Version 5 of the DNS name space's `interlock.dev`.
  static final UUID NAME_SPACE =
      version5(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "interlock.dev");

  private static final SecureRandom RANDOM = new SecureRandom();

  private DeliveryId() {}

  /// What `webhook-id` bears: the same on every try of one delivery, wherever it is computed.
  /// Version 8: the event's time in milliseconds, then a hash of event, webhook and replay.
  ///
  /// @param replay 0 for the first sending, one more for each that an operator asked for
  public static UUID of(CurrentEvent event, String webhook, int replay) {
    return of(event.createdAt(), event.id(), webhook, replay);
  }

  static UUID of(Instant createdAt, String event, String webhook, int replay) {
    byte[] named = (event + '\n' + webhook + '\n' + replay).getBytes(UTF_8);
    ByteBuffer hash = ByteBuffer.wrap(sha256().digest(named));
    return at(createdAt, 8, hash.getLong(), hash.getLong());
  }

  /// Of a delivery that tells of no event: version 7.
  public static UUID random(Instant now) {
    return at(now, 7, RANDOM.nextLong(), RANDOM.nextLong());
  }

  private static UUID at(Instant time, int version, long more, long most) {
    long head = time.toEpochMilli() << 16 | version << 12 | (more & 0xFFF);
    return new UUID(head, (most & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
  }

  /// The id of a webhook: version 5 of its name.
  public static String ofWebhook(String name) {
    return version5(NAME_SPACE, name).toString();
  }

  static UUID version5(UUID space, String name) {
    MessageDigest sha1 = digest("SHA-1");
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(space.getMostSignificantBits())
            .putLong(space.getLeastSignificantBits())
            .array());
    ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(UTF_8)));
    long most = (hash.getLong() & ~0xF000L) | 0x5000L;
    long least = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(most, least);
  }

  /// A copy: to look up the algorithm takes longer than to hash.
  private static MessageDigest sha256() {
    try {
      return (MessageDigest) Own.SHA_256.clone();
    } catch (CloneNotSupportedException _) {
      return digest("SHA-256");
    }
  }

  private static final class Own {
    static final MessageDigest SHA_256 = digest("SHA-256");
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no " + algorithm, e);
    }
  }
}
