package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// An identity provider: publishes keys on a port of its own, and signs tokens with the JDK alone.
public final class TestIssuer implements AutoCloseable {

  public static final String NAME = "https://issuer.example/";
  public static final String AUDIENCE = "interlock";

  /// Keys take long to make: every test has the same.
  public static final SigningKey RSA = SigningKey.make("rsa-1", "RS256");

  public static final SigningKey EC = SigningKey.make("ec-1", "ES256");
  public static final SigningKey ED = SigningKey.make("ed-1", "EdDSA");
  static final SigningKey OTHER = SigningKey.make("rsa-2", "RS256");

  public record SigningKey(String id, String algorithm, KeyPair pair) {

    static SigningKey make(String id, String algorithm) {
      try {
        return new SigningKey(id, algorithm, pair(algorithm));
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    private static KeyPair pair(String algorithm) throws GeneralSecurityException {
      KeyPairGenerator generator =
          KeyPairGenerator.getInstance(
              switch (algorithm) {
                case "RS256" -> "RSA";
                case "ES256" -> "EC";
                default -> "Ed25519";
              });
      if (algorithm.equals("RS256")) {
        generator.initialize(2048);
      } else if (algorithm.equals("ES256")) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      }
      return generator.generateKeyPair();
    }

    String json() {
      String form = "{\"kid\":\"%s\",\"use\":\"sig\",\"alg\":\"%s\",".formatted(id, algorithm);
      return form
          + switch (pair.getPublic()) {
            case RSAPublicKey rsa ->
                "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\"}"
                    .formatted(number(rsa.getModulus(), 256), number(rsa.getPublicExponent(), 3));
            case ECPublicKey ec ->
                "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}"
                    .formatted(
                        number(ec.getW().getAffineX(), 32), number(ec.getW().getAffineY(), 32));
            default -> {
              byte[] encoded = pair.getPublic().getEncoded(); // ends with the 32 bytes of the key
              yield "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\"}"
                  .formatted(
                      base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
            }
          };
    }

    public String sign(String header, String payload) throws GeneralSecurityException {
      Signature signature =
          Signature.getInstance(
              switch (algorithm) {
                case "RS256" -> "SHA256withRSA";
                case "ES256" -> "SHA256withECDSAinP1363Format";
                default -> "Ed25519";
              });
      signature.initSign(pair.getPrivate());
      String signed = base64(header.getBytes(UTF_8)) + "." + base64(payload.getBytes(UTF_8));
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + base64(signature.sign());
    }

    /// With the header that it should have.
    public String sign(String payload) throws GeneralSecurityException {
      return sign(
          "{\"typ\":\"JWT\",\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(algorithm, id), payload);
    }

    private static String number(BigInteger number, int length) {
      byte[] bytes = number.toByteArray();
      byte[] fixed = new byte[length];
      int count = Math.min(length, bytes.length);
      System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
      return base64(fixed);
    }
  }

  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int status = 200;
  private volatile String document = "";
  private volatile CountDownLatch gate = new CountDownLatch(0);

  public TestIssuer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/keys", this::answer);
    server.start();
    publish(RSA, EC, ED);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      gate.await();
      byte[] body = document.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/jwk-set+json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public URI keys() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
  }

  int asked() {
    return asked.get();
  }

  void publish(SigningKey... keys) {
    publish(Arrays.stream(keys).map(SigningKey::json).toList());
  }

  void publish(List<String> keys) {
    document = keys.stream().collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    status = 200;
  }

  void answerWith(int code, String body) {
    document = body;
    status = code;
  }

  /// Answers wait until the latch is counted down.
  void hold(CountDownLatch latch) {
    gate = latch;
  }

  static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
