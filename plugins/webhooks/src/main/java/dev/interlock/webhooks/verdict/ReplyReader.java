package dev.interlock.webhooks.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Json;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.client.SignedVerdict;
import dev.interlock.client.Veto;
import dev.interlock.webhooks.configuration.FailureCause;
import dev.interlock.webhooks.configuration.Webhook;
import dev.interlock.webhooks.request.RequestComposer;
import dev.interlock.webhooks.request.WebhookRequest;
import dev.interlock.webhooks.verdict.Answer.Proceeds;
import dev.interlock.webhooks.verdict.Answer.Replaces;
import dev.interlock.webhooks.verdict.Answer.Unusable;
import dev.interlock.webhooks.verdict.Answer.Vetoes;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what replies to one before webhook say. A veto needs status 200, its content type, and a
/// body with a reason; a replacement the request's own content type and `parameters`; any other
/// success lets the event go on. Thread-safe.
public final class ReplyReader {

  private static final int OK = 200;

  private final boolean mutate;
  private final @Nullable SignedVerdict verdict;

  public ReplyReader(Webhook.Asking asking) {
    this.mutate = asking.mutate();
    this.verdict = asking.verdict();
  }

  /// @param reply one whose status is a success
  public Answer read(WebhookRequest request, EgressReply reply) {
    if (reply.truncated()) {
      return new Unusable(FailureCause.TOO_LARGE, "the reply is larger than 64 KiB");
    }
    String contentType = reply.header("Content-Type").orElse("");
    if (verdict != null && !isSigned(verdict, request, reply, contentType)) {
      return new Unusable(
          FailureCause.SIGNATURE, "the reply has no valid " + SignedVerdict.HEADER + " header");
    }
    if (reply.status() == OK && Veto.is(contentType)) {
      return veto(reply.body());
    }
    if (mutate && isOwnType(contentType)) {
      return replacement(reply.body());
    }
    return new Proceeds();
  }

  private static boolean isSigned(
      SignedVerdict verdict, WebhookRequest request, EgressReply reply, String contentType) {
    return verdict.verify(
        reply.header(SignedVerdict.HEADER).orElse(null),
        new SignedVerdict.Request(request.id(), request.nonce(), request.body()),
        new SignedVerdict.Reply(reply.status(), contentType, reply.body()));
  }

  private static boolean isOwnType(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return type.strip().equalsIgnoreCase(RequestComposer.CONTENT_TYPE);
  }

  private static Answer veto(byte[] body) {
    try {
      JsonNode root = Replies.MAPPER.readTree(body);
      if (!root.isObject()) {
        return malformed("a veto's body must be a JSON object");
      }
      JsonNode reason = root.path("reason");
      if (!reason.isString() || reason.stringValue().isBlank()) {
        return malformed("a veto needs a reason: a non-empty string");
      }
      if (reason.stringValue().getBytes(UTF_8).length > Veto.MAX_REASON) {
        return malformed("a veto's reason may have at most 4 KiB");
      }
      return new Vetoes(reason.stringValue(), details(root));
    } catch (JacksonException e) {
      return malformed("a veto's body must be JSON: " + e.getOriginalMessage());
    }
  }

  private static Map<String, Object> details(JsonNode root) {
    Map<String, Object> details = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : root.properties()) {
      if (!property.getKey().equals("reason") && !property.getValue().isNull()) {
        details.put(
            property.getKey(), Replies.MAPPER.convertValue(property.getValue(), Object.class));
      }
    }
    return details;
  }

  private static Answer replacement(byte[] body) {
    try {
      JsonNode root = Replies.MAPPER.readTree(body);
      if (!root.isObject()) {
        return malformed("a replacement's body must be a JSON object");
      }
      JsonNode parameters = root.get("parameters");
      return parameters == null
          ? new Proceeds()
          : new Replaces(new Json(Replies.MAPPER.writeValueAsBytes(parameters)));
    } catch (JacksonException e) {
      return malformed("a replacement's body must be JSON: " + e.getOriginalMessage());
    }
  }

  private static Unusable malformed(String message) {
    return new Unusable(FailureCause.MALFORMED, message);
  }

  /// Made with the first reply that has JSON to read: it would hold up the start.
  private static final class Replies {
    static final JsonMapper MAPPER =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxNumberLength(100)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
  }
}
