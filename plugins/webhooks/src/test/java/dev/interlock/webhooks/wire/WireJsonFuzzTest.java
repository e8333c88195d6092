package dev.interlock.webhooks.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A body of the delivery API is an object in UTF-8 or malformed; what is read of it goes out as
/// the same text.
class WireJsonFuzzTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @FuzzTest(maxDuration = "10s")
  void isAnObjectOrMalformed(byte[] data) throws CharacterCodingException {
    ObjectNode body;
    try {
      body = WireJson.read(data);
    } catch (WireError refused) {
      assertThat(refused.status()).isEqualTo(400);
      return;
    }
    String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString();
    assertThat(body).isEqualTo(MAPPER.readTree(text));
    // Half a pair can only be escaped here, and is refused before.
    if (text.indexOf('\\') < 0) {
      for (JsonNode value : body.values()) {
        String written = value.asString("");
        assertThat(new String(written.getBytes(UTF_8), UTF_8)).isEqualTo(written);
      }
    }
    checkFields(new Fields(body));
  }

  /// As `POST /v1/deliveries` reads them.
  private static void checkFields(Fields fields) {
    try {
      UUID id = fields.id("webhook_id");
      assertThat(id == null || Fields.isId(id.toString())).isTrue();
      assertThat(fields.text("payload")).isNotNull();
    } catch (WireError refused) {
      assertThat(refused.status()).isEqualTo(400);
    }
  }
}
