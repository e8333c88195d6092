package dev.interlock.webhooks.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/// Ids that come out the same wherever they are computed: version 5 UUIDs (RFC 9562) in a name
/// space of Interlock's own.
public final class DeliveryId {

  /// Version 5 of the DNS name space's `interlock.dev`.
  static final UUID NAME_SPACE =
      version5(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "interlock.dev");

  private DeliveryId() {}

  /// What `webhook-id` bears: the same on every try of one delivery.
  ///
  /// @param replay 0 for the first sending, one more for each that an operator asked for
  public static String of(String event, String webhook, int replay) {
    return uuid(event, webhook, replay).toString();
  }

  /// As `of`.
  public static UUID uuid(String event, String webhook, int replay) {
    return version5(ownSpace(), event + '\n' + webhook + '\n' + replay);
  }

  /// The id of a webhook: of its name.
  public static String ofWebhook(String name) {
    return version5(NAME_SPACE, name).toString();
  }

  static UUID version5(UUID space, String name) {
    return version5(begun(space), name);
  }

  /// What is hashed first of every name in a space.
  private static MessageDigest begun(UUID space) {
    MessageDigest sha1 = sha1();
    sha1.update(
        ByteBuffer.allocate(16)
            .putLong(space.getMostSignificantBits())
            .putLong(space.getLeastSignificantBits())
            .array());
    return sha1;
  }

  private static UUID version5(MessageDigest begun, String name) {
    ByteBuffer hash = ByteBuffer.wrap(begun.digest(name.getBytes(UTF_8)));
    long most = (hash.getLong() & ~0xF000L) | 0x5000L;
    long least = (hash.getLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(most, least);
  }

  /// A copy: to look up the algorithm takes longer than to hash.
  private static MessageDigest ownSpace() {
    try {
      return (MessageDigest) Own.SPACE.clone();
    } catch (CloneNotSupportedException _) {
      return begun(NAME_SPACE);
    }
  }

  private static final class Own {
    static final MessageDigest SPACE = begun(NAME_SPACE);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-1", e);
    }
  }
}
