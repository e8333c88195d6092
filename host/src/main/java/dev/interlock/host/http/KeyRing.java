package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/// Tells callers by their keys. Holds only SHA-256 digests; every digest is compared, each in
/// constant time, so that time tells nothing. Immutable.
final class KeyRing {

  private record Entry(byte[] digest, Caller caller) {}

  private final List<Entry> entries;

  KeyRing(List<ApiKey> keys) {
    this.entries =
        keys.stream().map(key -> new Entry(digest(key.key().reveal()), caller(key))).toList();
  }

  private static Caller caller(ApiKey key) {
    return new Caller(key.name(), Caller.Proof.KEY, key.grants());
  }

  /// Without keys everybody is local: the settings allow it on loopback only.
  boolean isEmpty() {
    return entries.isEmpty();
  }

  boolean hasName(String name) {
    return entries.stream().anyMatch(entry -> entry.caller().name().equals(name));
  }

  /// Who presents this key; empty where nobody does.
  Optional<Caller> find(String key) {
    byte[] presented = digest(key);
    Optional<Caller> found = Optional.empty();
    for (Entry entry : entries) {
      if (MessageDigest.isEqual(entry.digest(), presented)) {
        found = Optional.of(entry.caller());
      }
    }
    return found;
  }

  private static byte[] digest(String key) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
