package dev.interlock.webhooks.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.Json;
import dev.interlock.api.settings.InvalidSetting;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

  private static final String BODY =
      """
      {"event":"after:measure","created_at":"2026-11-22T23:00:00.123Z","version":1,"results":null,
       "parameters":{"control":{"duration":"90s"},"count":5,"share":2.5,"huge":123456789012345678901234567890,
                     "services":[{"name":"web","replicas":3},{"name":"db","replicas":1}],"on":true}}
      """;

  private static boolean holds(String text) throws EvaluationException {
    return Condition.compile(text).holds(new EventBody(Json.of(BODY)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "has(body.parameters.control.duration) && duration(body.parameters.control.duration) >"
            + " duration(\"60s\")",
        "timestamp(body.created_at) > timestamp('2026-01-01T00:00:00Z')",
        "body.results == null",
        "body.parameters.on",
        "body.parameters.count == 5",
        "body.parameters.count > 4.5",
        "body.parameters.share < 3",
        "body.parameters.huge > 1.0e29",
        "body.parameters.services.exists(s, s.name == 'web' && s.replicas >= 3)",
        "body.parameters.services.all(s, s.replicas > 0)",
        "size(body.parameters.services.filter(s, s.replicas > 1)) == 1",
        "body.parameters.services.map(s, s.name) == ['web', 'db']",
        "'count' in body.parameters",
        "body.event.matches('^after:m.*')",
        "!has(body.parameters.missing)"
      })
  void whatHolds(String text) throws Exception {
    assertThat(holds(text)).isTrue();
    assertThat(holds("!(" + text + ")")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          body.parameters.missing == 1                | key 'missing' is not present
          body.parameters.event                       | key 'event' is not present
          body.parameters                             | neither true nor false
          body.parameters.count + '1' == '51'         | No matching overload
          duration(body.event) > duration('1s')       | bad format
          """)
  void whatHasNoAnswer(String text, String message) {
    assertThatThrownBy(() -> holds(text))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("after:measure");
  }

  @Test
  void workIsBounded() {
    String nested =
        "[0,1,2,3,4,5,6,7,8,9].all(a, [0,1,2,3,4,5,6,7,8,9].all(b, [0,1,2,3,4,5,6,7,8,9].all(c,"
            + " [0,1,2,3,4,5,6,7,8,9].all(d, [0,1,2,3,4,5,6,7,8,9].all(e, e >= 0)))))";
    assertThatThrownBy(() -> holds(nested))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("budget");
    assertThatThrownBy(() -> holds("body.event.matches('(a{1000}){1000}')"))
        .isInstanceOf(EvaluationException.class);
    String doubling = String.join(" + ", Collections.nCopies(90, "body.s"));
    assertThatThrownBy(
            () ->
                Condition.compile("size(" + doubling + ") > 1")
                    .holds(new EventBody(Json.of("{\"s\":\"" + "x".repeat(500_000) + "\"}"))))
        .isInstanceOf(EvaluationException.class)
        .hasMessage("it costs too much");
  }

  @Test
  void tooMuchNestingIsRefusedWhenItIsRead() {
    assertThatThrownBy(() -> Condition.compile("(".repeat(500) + "true" + ")".repeat(500)))
        .isInstanceOf(InvalidSetting.class);
  }

  @Test
  void aLaterLineIsNamed() {
    assertThatThrownBy(() -> Condition.compile("true &&\n  boddy.x"))
        .isInstanceOfSatisfying(
            InvalidSetting.class,
            invalid -> {
              assertThat(invalid.key()).isEqualTo("when");
              assertThat(invalid)
                  .hasMessage(
                      "line 2, column 3: undeclared reference to 'boddy' (in container '')");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          body.event                                        | after:measure
          body.parameters.count                             | 5
          body.parameters.share                             | 2.5
          body.parameters.on                                | true
          body.parameters.services[0].name + '/' + body.event | web/after:measure
          """)
  void aKeyIsATextANumberOrATruthValue(String text, String key) throws Exception {
    assertThat(OrderKey.of(text).of(new EventBody(Json.of(BODY)))).isEqualTo(key);
  }

  @Test
  void anythingElseIsNoKey() {
    EventBody body = new EventBody(Json.of(BODY));

    assertThatThrownBy(() -> OrderKey.of("body.parameters").of(body))
        .isInstanceOf(EvaluationException.class);
    assertThatThrownBy(() -> OrderKey.of("body.results").of(body))
        .isInstanceOf(EvaluationException.class);
    assertThatThrownBy(() -> OrderKey.of("body.missing").of(body))
        .isInstanceOf(EvaluationException.class);
  }

  @Test
  void aLongKeyStandsAsItsHash() throws Exception {
    EventBody body = new EventBody(Json.of("{\"a\":\"" + "x".repeat(5000) + "\"}"));

    assertThat(OrderKey.of("body.a").of(body)).startsWith("sha256-").hasSize(71);
    assertThat(OrderKey.of("body.a + 'y'").of(body)).isNotEqualTo(OrderKey.of("body.a").of(body));
    assertThat(OrderKey.of(true).of(body)).isEqualTo(OrderKey.WHOLE);
  }
}
