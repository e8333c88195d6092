package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A body is taken exactly where RFC 8259's grammar and the limits have it, and unpaired surrogates
/// are found exactly where its values have them.
class JsonFuzzTest {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @FuzzTest(maxDuration = "10s")
  void isTakenExactlyWhereTheGrammarHasIt(byte[] data) {
    JsonGrammar.Verdict expected = JsonGrammar.judge(data, JsonText.MAX_DEPTH, JsonText.MAX_DIGITS);
    try {
      assertThat(JsonText.check(data).utf8()).isSameAs(data);
    } catch (ProblemException refused) {
      assertThat(refused.problem().status()).isIn(400, 422);
      // Half a pair in a key the parser refuses itself.
      assertThat(expected == JsonGrammar.Verdict.TAKEN && !UnpairedSurrogates.isIn(data))
          .as(refused.getMessage())
          .isFalse();
      return;
    }
    assertThat(expected).isNotEqualTo(JsonGrammar.Verdict.REFUSED);
    assertThat(UnpairedSurrogates.isIn(data)).isEqualTo(isBroken(MAPPER.readTree(data)));
  }

  private static boolean isBroken(JsonNode node) {
    if (node.isString()) {
      return isBroken(node.stringValue());
    }
    return node.propertyNames().stream().anyMatch(JsonFuzzTest::isBroken)
        || node.values().stream().anyMatch(JsonFuzzTest::isBroken);
  }

  private static boolean isBroken(String text) {
    return text.codePoints()
        .anyMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }
}
