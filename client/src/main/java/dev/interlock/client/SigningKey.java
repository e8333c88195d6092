package dev.interlock.client;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/// An Ed25519 private key as Standard Webhooks writes it: `whsk_` and base64 of the seed, or of the
/// seed and the public key. Immutable; `toString` is `***`.
public final class SigningKey {

  private static final String PREFIX = "whsk_";
  private static final int SEED = 32;

  private final PrivateKey key;
  private final VerifyingKey publicKey;

  private SigningKey(byte[] seed) {
    try {
      this.key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, new SeedAsRandom(seed));
      this.publicKey = VerifyingKey.of((EdECPublicKey) generator.generateKeyPair().getPublic());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  /// @throws IllegalArgumentException saying what was expected, never the key
  public static SigningKey parse(String text) {
    byte[] bytes = SecretBytes.base64("signing key", PREFIX, text);
    if (bytes.length != SEED && bytes.length != 2 * SEED) {
      throw new IllegalArgumentException(
          "signing key: found "
              + bytes.length
              + " bytes, expected 32 (seed) or 64 (seed and public key)");
    }
    SigningKey key = new SigningKey(Arrays.copyOf(bytes, SEED));
    if (bytes.length > SEED
        && !Arrays.equals(bytes, SEED, bytes.length, key.publicKey.raw(), 0, SEED)) {
      throw new IllegalArgumentException("signing key: its public half belongs to another seed");
    }
    return key;
  }

  /// A new key, as `parse` reads it: the seed and the public key.
  public static String generate() {
    try {
      var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      byte[] both = Arrays.copyOf(seed, 2 * SEED);
      byte[] open = VerifyingKey.of((EdECPublicKey) pair.getPublic()).raw();
      System.arraycopy(open, 0, both, SEED, SEED);
      return PREFIX + Base64.getEncoder().encodeToString(both);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  /// What responders verify with.
  public VerifyingKey publicKey() {
    return publicKey;
  }

  byte[] sign(byte[] head, byte[] body) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(head);
      signature.update(body);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 signing failed", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }

  /// The JDK derives a public key only while generating a pair: this hands it the seed where it
  /// asks for random bytes.
  private static final class SeedAsRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final byte[] seed;

    SeedAsRandom(byte[] seed) {
      this.seed = seed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != seed.length) {
        throw new IllegalStateException(
            "Ed25519 asked for " + bytes.length + " bytes, expected " + seed.length);
      }
      System.arraycopy(seed, 0, bytes, 0, seed.length);
    }
  }
}
