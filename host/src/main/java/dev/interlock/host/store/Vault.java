package dev.interlock.host.store;

import dev.interlock.api.settings.Secret;
import dev.interlock.api.store.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/// Encrypts secrets with AES-256-GCM, each under a nonce of its own. A sealed text is
/// `v1.KEY.DATA`: the id of its key, then nonce, ciphertext and tag in base64url; the part before
/// the data is authenticated with it. Thread-safe.
final class Vault {

  private static final String VERSION = "v1";
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final Supplier<SealingKeys> make;
  private final Supplier<SealingKeys> read;
  private volatile SealingKeys keys = SealingKeys.NONE;

  /// Null until something is to be sealed.
  private volatile SealingKeys.@Nullable Key sealing;

  /// @param make gives the keys, a first one made where there is none yet
  /// @param read gives those that are there
  Vault(Supplier<SealingKeys> make, Supplier<SealingKeys> read) {
    this.make = make;
    this.read = read;
  }

  String seal(Secret secret) {
    SealingKeys.Key known = sealing;
    if (known == null) {
      SealingKeys made = make.get();
      keys = made;
      known = made.current();
      sealing = known;
    }
    return seal(secret, known);
  }

  /// @param current the id of the store's current key
  /// @throws StoreException where another sealed it: the next is sealed under that one
  void check(String sealed, String current) {
    if (!sealed.startsWith(VERSION + "." + current + ".")) {
      sealing = null;
      throw new StoreException(
          "the store's sealing key was changed while a secret was sealed under the one before:"
              + " nothing was kept; try again",
          null);
    }
  }

  static String seal(Secret secret, SealingKeys.Key key) {
    byte[] nonce = new byte[NONCE];
    new SecureRandom().nextBytes(nonce);
    String head = head(key);
    try {
      byte[] encrypted =
          cipher(Cipher.ENCRYPT_MODE, key, nonce, head)
              .doFinal(secret.reveal().getBytes(StandardCharsets.UTF_8));
      byte[] data = ByteBuffer.allocate(NONCE + encrypted.length).put(nonce).put(encrypted).array();
      return head + Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    } catch (GeneralSecurityException failure) {
      throw new StoreException("a secret can't be sealed", failure);
    }
  }

  /// How everything begins that was sealed under `key`.
  static String head(SealingKeys.Key key) {
    return VERSION + "." + key.id() + ".";
  }

  Secret unseal(String sealed) {
    String[] parts = sealed.split("\\.", 3);
    if (parts.length != 3 || !parts[0].equals(VERSION)) {
      throw new StoreException("found a text that was never sealed, expected v1.KEY.DATA", null);
    }
    SealingKeys known = keys;
    if (known.find(parts[1]).isEmpty()) {
      known = read.get(); // another process may have made or brought it
      keys = known;
      sealing = null; // it may be the current one
    }
    SealingKeys.Key key =
        known
            .find(parts[1])
            .orElseThrow(
                () ->
                    new StoreException(
                        "a secret was sealed under the key "
                            + parts[1]
                            + ", which store.key doesn't hold: bring it from the host that sealed"
                            + " it",
                        null));
    return unseal(parts[2], key);
  }

  private static Secret unseal(String data, SealingKeys.Key key) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(data);
      if (bytes.length <= NONCE + TAG_BITS / 8) {
        throw new IllegalArgumentException("too short");
      }
      byte[] nonce = java.util.Arrays.copyOf(bytes, NONCE);
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, key, nonce, head(key))
              .doFinal(bytes, NONCE, bytes.length - NONCE);
      return new Secret(new String(plain, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | IllegalArgumentException failure) {
      throw new StoreException("a sealed secret is damaged", failure);
    }
  }

  private static Cipher cipher(int mode, SealingKeys.Key key, byte[] nonce, String head)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key.secret(), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(head.getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }
}
