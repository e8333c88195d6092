package dev.interlock.webhooks.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DeliveryIdTest {

  private static final Instant TIME = Instant.parse("2026-11-22T23:00:00.123Z");

  /// The vector of RFC 9562, A.4.
  @Test
  void thatOfAWebhookIsAVersion5() {
    UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    assertThat(DeliveryId.version5(dns, "www.example.com"))
        .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
  }

  @Test
  void thatOfAnEventsDeliveryIsTheSameWhereverItIsComputed() {
    UUID id = DeliveryId.of(TIME, "evt_1", "record", 0);

    assertThat(DeliveryId.of(TIME, "evt_1", "record", 0)).isEqualTo(id);
    assertThat(DeliveryId.of(TIME, "evt_1", "record", 1)).isNotEqualTo(id);
    assertThat(DeliveryId.of(TIME, "evt_1", "other", 0)).isNotEqualTo(id);
    assertThat(DeliveryId.of(TIME, "evt_2", "record", 0)).isNotEqualTo(id);
    assertThat(DeliveryId.of(TIME.plusMillis(1), "evt_1", "record", 0)).isNotEqualTo(id);
  }

  @Test
  void itIsAVersion8ThatBeginsWithTheTime() {
    UUID id = DeliveryId.of(TIME, "evt_1", "record", 0);

    assertThat(id.version()).isEqualTo(8);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(TIME.toEpochMilli());
  }

  @Test
  void withoutAnEventItIsAVersion7() {
    UUID id = DeliveryId.random(TIME);

    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(TIME.toEpochMilli());
    assertThat(DeliveryId.random(TIME)).isNotEqualTo(id);
  }

  @Test
  void theySortByTime() {
    List<String> ids =
        Stream.iterate(TIME, time -> time.plusMillis(1))
            .limit(100)
            .map(time -> DeliveryId.of(time, "evt_1", "record", 0).toString())
            .toList();

    assertThat(ids).isSorted();
  }
}
