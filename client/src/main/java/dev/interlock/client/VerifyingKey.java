package dev.interlock.client;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// An Ed25519 public key as Standard Webhooks writes it: `whpk_` and base64 of its 32 bytes.
/// Immutable.
public final class VerifyingKey {

  private static final String PREFIX = "whpk_";
  private static final int LENGTH = 32;
  // SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410, section 4).
  private static final byte[] ENCODING_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private final byte[] raw;
  private final PublicKey key;

  private VerifyingKey(byte[] raw) {
    this.raw = raw;
    byte[] encoded = Arrays.copyOf(ENCODING_HEAD, ENCODING_HEAD.length + LENGTH);
    System.arraycopy(raw, 0, encoded, ENCODING_HEAD.length, LENGTH);
    try {
      this.key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("public key: no Ed25519 key", e);
    }
  }

  /// @throws IllegalArgumentException saying what was expected
  public static VerifyingKey parse(String text) {
    byte[] bytes = SecretBytes.base64("public key", PREFIX, text);
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "public key: found " + bytes.length + " bytes, expected 32");
    }
    return new VerifyingKey(bytes);
  }

  static VerifyingKey of(EdECPublicKey key) {
    byte[] encoded = key.getEncoded();
    return new VerifyingKey(Arrays.copyOfRange(encoded, ENCODING_HEAD.length, encoded.length));
  }

  /// The key's 32 bytes, as a JWK's `x` bears them.
  public byte[] raw() {
    return raw.clone();
  }

  boolean verify(byte[] head, byte[] body, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(key);
      verifier.update(head);
      verifier.update(body);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false; // not even the form of a signature
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 verifying failed", e);
    }
  }

  /// `whpk_` and base64.
  @Override
  public String toString() {
    return PREFIX + Base64.getEncoder().encodeToString(raw);
  }
}
