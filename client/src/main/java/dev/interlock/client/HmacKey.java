package dev.interlock.client;

import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// One HMAC key. Thread-safe: keyed `Mac`s are lent out of a few slots and put back, so that
/// signing neither looks up a provider nor prepares the key again. Slots rather than thread locals,
/// since a virtual thread lives for one delivery only.
final class HmacKey {

  static final String SHA1 = "HmacSHA1";
  static final String SHA256 = "HmacSHA256";

  private static final int SLOTS = 16;

  private final String algorithm;
  private final SecretKeySpec key;
  private final AtomicReferenceArray<Mac> idle = new AtomicReferenceArray<>(SLOTS);

  HmacKey(String algorithm, byte[] key) {
    this.algorithm = algorithm;
    this.key = new SecretKeySpec(key, algorithm);
  }

  /// HMAC over `head` and `body`, one after the other.
  byte[] compute(byte[] head, byte[] body) {
    int slot = (int) (Thread.currentThread().threadId() % SLOTS);
    Mac lent = idle.getAndSet(slot, null);
    Mac mac = lent == null ? create() : lent;
    mac.update(head);
    byte[] result = mac.doFinal(body);
    idle.set(slot, mac);
    return result;
  }

  byte[] compute(byte[] body) {
    return compute(new byte[0], body);
  }

  private Mac create() {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(key);
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no " + algorithm, e);
    }
  }
}
