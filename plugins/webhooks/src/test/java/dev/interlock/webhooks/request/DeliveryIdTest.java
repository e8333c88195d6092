package dev.interlock.webhooks.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveryIdTest {

  /// RFC 9562, A.4.
  @Test
  void isAVersion5Uuid() {
    UUID dns = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    assertThat(DeliveryId.version5(dns, "www.example.com"))
        .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
  }

  @Test
  void isTheSameOnEveryTryAndAnotherForEachReplay() {
    assertThat(DeliveryId.of("evt_1", "record", 0)).isEqualTo(DeliveryId.of("evt_1", "record", 0));
    assertThat(DeliveryId.of("evt_1", "record", 1))
        .isNotEqualTo(DeliveryId.of("evt_1", "record", 0));
    assertThat(DeliveryId.of("evt_1", "other", 0))
        .isNotEqualTo(DeliveryId.of("evt_1", "record", 0));
    assertThat(DeliveryId.of("evt_2", "record", 0))
        .isNotEqualTo(DeliveryId.of("evt_1", "record", 0));
  }
}
