package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Beyond loopback every call needs a key, and ports may be mapped on the way.
final class BrowserGuardTest {

  private static BrowserGuard listeningOn(String host) {
    ApiKey key = TestServer.key("ops", "read");
    return new BrowserGuard(
        HttpSettings.of(host, 8080, List.of(key), null, null, null).binding(), 8080);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,10.1.2.3:9000",
    "0.0.0.0,[2001:db8::1]",
    "0.0.0.0,localhost",
    "::,10.1.2.3",
    "10.0.0.5,10.0.0.5:80",
    "api.corp,API.corp",
    "::1,[::1]:8080"
  })
  void answersToItsOwnAddresses(String listening, String host) {
    listeningOn(listening).check(host, Optional.empty(), Optional.empty(), true);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,evil.example",
    "10.0.0.5,10.0.0.6",
    "api.corp,api.corp.evil.example",
    "::1,[::1]:8081"
  })
  void refusesOtherNames(String listening, String host) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(
            () -> listeningOn(listening).check(host, Optional.empty(), Optional.empty(), false))
        .satisfies(e -> assertThat(e.problem().status()).isEqualTo(421));
  }

  @ParameterizedTest
  @CsvSource({
    "http://api.corp,200",
    "https://api.corp:8080,403",
    "http://api.corp:80,200",
    "ftp://api.corp,403"
  })
  void comparesOriginsByTheirAuthority(String origin, int status) {
    int found = 200;
    try {
      listeningOn("api.corp").check("api.corp", Optional.of(origin), Optional.empty(), false);
    } catch (ProblemException e) {
      found = e.problem().status();
    }
    assertThat(found).isEqualTo(status);
  }
}
