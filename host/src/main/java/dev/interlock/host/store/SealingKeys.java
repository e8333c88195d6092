package dev.interlock.host.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// The keys that secrets are sealed under: the first is the current one, the others still open what
/// was sealed before.
record SealingKeys(List<Key> all) {

  static final SealingKeys NONE = new SealingKeys(List.of());
  private static final int BYTES = 32;

  SealingKeys {
    all = List.copyOf(all);
  }

  /// 256 bits.
  ///
  /// @param id the beginning of their SHA-256
  record Key(String id, SecretKey secret) {

    static Key random() {
      byte[] bytes = new byte[BYTES];
      new SecureRandom().nextBytes(bytes);
      return of(bytes);
    }

    /// @throws IllegalArgumentException where these are not 32 bytes
    static Key of(byte[] bytes) {
      if (bytes.length != BYTES) {
        throw new IllegalArgumentException(
            "found a key of " + bytes.length + " bytes, expected " + BYTES);
      }
      try {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        return new Key(HexFormat.of().formatHex(hash, 0, 6), new SecretKeySpec(bytes, "AES"));
      } catch (NoSuchAlgorithmException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    String base64() {
      return Base64.getEncoder().encodeToString(secret.getEncoded());
    }

    @Override
    public String toString() {
      return "key " + id;
    }
  }

  /// @param text keys in base64, the current one first, parted by commas or white space
  /// @throws IllegalArgumentException where one is wrong; the message shows none
  static SealingKeys parse(String text) {
    List<Key> keys = new ArrayList<>();
    for (String part : text.strip().split("[,\\s]+")) {
      try {
        keys.add(Key.of(Base64.getDecoder().decode(part)));
      } catch (IllegalArgumentException failure) {
        throw new IllegalArgumentException("expected " + BYTES + " random bytes in base64");
      }
    }
    return new SealingKeys(keys);
  }

  String text() {
    return String.join("\n", all.stream().map(Key::base64).toList()) + "\n";
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  Key current() {
    return all.getFirst();
  }

  Optional<Key> find(String id) {
    return all.stream().filter(key -> key.id().equals(id)).findFirst();
  }

  /// With that one as the current key.
  SealingKeys with(String id) {
    List<Key> keys = new ArrayList<>(all);
    keys.sort(Comparator.comparing(key -> !key.id().equals(id)));
    return new SealingKeys(keys);
  }

  /// With a new current key; the others stay.
  SealingKeys rotated() {
    List<Key> keys = new ArrayList<>();
    keys.add(Key.random());
    keys.addAll(all);
    return new SealingKeys(keys);
  }

  SealingKeys onlyCurrent() {
    return new SealingKeys(List.of(current()));
  }
}
