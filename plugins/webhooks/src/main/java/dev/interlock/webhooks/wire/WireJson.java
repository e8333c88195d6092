package dev.interlock.webhooks.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.http.RouteReply;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON of the delivery API, within the limits of the host's.
public final class WireJson {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_DIGITS = 100;
  private static final int PIECE = 8192;
  private static final String TYPE = "application/json; charset=utf-8";

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_DIGITS)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private WireJson() {}

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /// Takes UTF-8 alone: the parser would guess UTF-16 too, and let through what is no text.
  ///
  /// @throws WireError where it is no JSON object
  public static ObjectNode read(byte[] body) {
    if (!isPlainUtf8(body)) {
      throw WireError.of(WireError.Kind.MALFORMED_BODY);
    }
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw WireError.of(WireError.Kind.MALFORMED_BODY);
    } catch (JacksonException _) {
      throw WireError.of(WireError.Kind.MALFORMED_BODY);
    }
  }

  /// Without a byte order mark, and without NUL, which no JSON has and every other encoding of it.
  private static boolean isPlainUtf8(byte[] body) {
    CharsetDecoder decoder = UTF_8.newDecoder();
    ByteBuffer bytes = ByteBuffer.wrap(body);
    CharBuffer piece = CharBuffer.allocate(Math.min(body.length + 1, PIECE));
    CoderResult result;
    do {
      result = decoder.decode(bytes, piece.clear(), true);
      String text = piece.flip().toString();
      if (text.indexOf('\0') >= 0 || text.startsWith("\uFEFF")) {
        return false;
      }
    } while (result.isOverflow());
    return !result.isError();
  }

  /// As `read`; an empty object where there is no body.
  public static ObjectNode readOptional(byte[] body) {
    return body.length == 0 ? object() : read(body);
  }

  public static RouteReply reply(int status, ObjectNode body) {
    return new RouteReply(status, TYPE, MAPPER.writeValueAsBytes(body));
  }

  public static RouteReply reply(WireError error) {
    ObjectNode body = object().put("code", error.code()).put("message", error.words());
    if (!error.details().isEmpty()) {
      body.put("details", error.details());
    }
    RouteReply reply = reply(error.status(), body);
    return error.status() == 503 ? reply.with("Retry-After", "1") : reply;
  }
}
