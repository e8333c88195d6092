package dev.interlock.host.bus;

import static dev.interlock.host.bus.BusFixture.GREET;
import static dev.interlock.host.bus.BusFixture.SELL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.Decision;
import dev.interlock.api.EventPattern;
import dev.interlock.api.EventPayload;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.Preposition;
import dev.interlock.host.bus.BusFixture.Plain;
import dev.interlock.host.bus.BusFixture.Receipt;
import dev.interlock.host.bus.BusFixture.Sale;
import dev.interlock.host.schema.SchemaValidator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

class PayloadTest {

  private final BusFixture fixture = new BusFixture();
  private final BlockingQueue<EventPayload> payloads = new LinkedBlockingQueue<>();

  private void watch(String hook) {
    EventPattern pattern = EventPattern.parse(hook);
    if (pattern.preposition() == Preposition.BEFORE) {
      fixture.shop.before(
          pattern,
          payload -> {
            payloads.add(payload);
            return Decision.proceed();
          },
          HandlerOptions.named("watch"));
    } else {
      fixture.shop.after(pattern, payloads::add, HandlerOptions.named("watch"));
    }
  }

  @Test
  void aBeforeBodyHasTheInputAndNullResults() {
    watch("before:sell");
    fixture.shop.publish(SELL, new Sale("pen", 2));
    String body = payloads.remove().body().text();
    assertThat(body)
        .startsWith("{\"id\":\"evt_")
        .contains("\"event\":\"before:sell\"")
        .contains(
            "\"source\":{\"assembly\":\"testing\",\"connector\":\"shop\",\"connector_version\":\"1.0.0\"}")
        .contains("\"parameters\":{\"item\":\"pen\",\"amount\":2}")
        .endsWith("\"results\":null}");
  }

  @Test
  void anAfterBodyHasResultsErrorsAndOutcome() {
    watch("after:greet");
    fixture.shop.on(GREET, input -> new Receipt("ok"));
    fixture.shop.on(
        GREET,
        input -> {
          throw new IllegalStateException("no \"paper\"");
        });
    fixture.shop.publish(GREET, new Plain("Ada"));
    assertThat(payloads.remove().body().text())
        .endsWith(
            "\"results\":[{\"connector\":\"shop\",\"value\":{\"text\":\"ok\"}},{\"connector\":\"shop\",\"error\":\"no"
                + " \\\"paper\\\"\"}],\"outcome\":\"failed\"}");
  }

  @Test
  void createdAtIsUtcWithMilliseconds() {
    watch("after:greet");
    fixture.shop.publish(GREET, new Plain("Ada"));
    assertThat(payloads.remove().body().text())
        .containsPattern("\"created_at\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"");
  }

  @Test
  void handlersOfOneEventShareOneBody() {
    watch("after:greet");
    watch("after:*");
    fixture.shop.publish(GREET, new Plain("Ada"));
    assertThat(payloads.remove().body().utf8()).isSameAs(payloads.remove().body().utf8());
  }

  @Test
  void everyBodyAndEverySampleValidatesAgainstItsSchema() {
    for (String hook : List.of("before:sell", "after:sell", "before:greet", "after:greet")) {
      watch(hook);
    }
    fixture.shop.on(SELL, input -> new Receipt("sold"));
    fixture.shop.on(
        SELL,
        input -> {
          throw new IllegalStateException("x");
        });
    fixture.shop.publish(SELL, new Sale("pen", 2));
    fixture.shop.publish(GREET, new Plain(null));
    BusSchemas schemas = new BusSchemas(fixture.bus);
    for (DefinedEvent event : fixture.bus.events()) {
      payloads.add(schemas.sample(Preposition.BEFORE, event.type().name(), null));
      payloads.add(schemas.sample(Preposition.AFTER, event.type().name(), null));
    }
    assertThat(payloads).hasSize(10);
    for (EventPayload payload : payloads) {
      byte[] schema = schemas.body(payload.preposition(), payload.event().name()).utf8();
      assertThat(new SchemaValidator(schema).validate(payload.body().utf8()))
          .as(payload.hook() + " " + payload.body())
          .isEmpty();
      assertThat(payload.body().text())
          .contains(schemas.urn(payload.preposition(), payload.event().name()));
    }
    assertThat(new String(schemas.body(Preposition.AFTER, "sell").utf8(), UTF_8))
        .contains("outcome");
  }
}
