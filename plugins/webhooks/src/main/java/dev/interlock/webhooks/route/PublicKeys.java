package dev.interlock.webhooks.route;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Json;
import dev.interlock.api.http.RouteReply;
import dev.interlock.client.VerifyingKey;
import dev.interlock.webhooks.active.ActiveWebhook;
import dev.interlock.webhooks.active.WebhookRegistry;
import dev.interlock.webhooks.request.Bodies;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/.well-known/jwks.json`: the public keys of every `ed25519` webhook, as a JWK Set (RFC 7517,
/// RFC 8037). A key's `kid` is its thumbprint (RFC 7638).
final class PublicKeys {

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final WebhookRegistry registry;

  PublicKeys(WebhookRegistry registry) {
    this.registry = registry;
  }

  RouteReply reply() {
    Set<String> known = new LinkedHashSet<>();
    for (ActiveWebhook webhook : registry.all()) {
      for (VerifyingKey key : webhook.definition().sending().signer().publicKeys()) {
        known.add(BASE64.encodeToString(key.raw()));
      }
    }
    ObjectNode set = Bodies.MAPPER.createObjectNode();
    ArrayNode keys = set.putArray("keys");
    known.forEach(x -> describe(keys.addObject(), x));
    return RouteReply.json(200, new Json(Bodies.MAPPER.writeValueAsBytes(set)));
  }

  private static void describe(ObjectNode key, String x) {
    key.put("kty", "OKP").put("crv", "Ed25519").put("x", x);
    key.put("use", "sig").put("alg", "EdDSA").put("kid", thumbprint(x));
  }

  private static String thumbprint(String x) {
    String canonical = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(UTF_8));
      return BASE64.encodeToString(hash);
    } catch (NoSuchAlgorithmException failure) {
      throw new IllegalStateException("every Java has SHA-256", failure);
    }
  }
}
