package dev.interlock.webhooks.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://my_service:8080/",
        "https://münchen.example/",
        "https://xn--mnchen-3ya.example/",
        "http://[2001:db8::1]:80/x?y=1",
        "http://10.0.0.1",
        "https://example.com.:65535/"
      })
  void theseCanBeSentTo(String url) {
    assertThat(UrlRules.problem(URI.create(url))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://host:0/ | found port \"0\", expected 1 to 65535",
        "http://host:65536/ | found port \"65536\", expected 1 to 65535",
        "http://host:/ | found port \"\", expected 1 to 65535",
        "http://my_service:99999/ | found port \"99999\", expected 1 to 65535",
        "http://[fe80::1%25eth0]/ | found a zone in [fe80::1%25eth0], expected an address without"
            + " one",
        "http://a..b/ | found host \"a..b\", no name of the DNS",
        "http:///x | expected a host such as https://example.com/hooks",
        "http://u:p@my_service/ | userinfo is not allowed in a URL: use auth: {basic: {user,"
            + " password}}",
        "ftp://host/ | expected http:// or https://",
      })
  void theseNeverCan(String url, String problem) {
    assertThat(UrlRules.problem(URI.create(url))).isEqualTo(problem);
  }

  @ParameterizedTest
  @CsvSource({
    "http://my_service:8080/a?secret=1, http://my_service:8080/a",
    "https://u:p@host/a, https://host/a"
  })
  void whatIsShownBearsNoSecret(String url, String shown) {
    assertThat(UrlRules.shown(URI.create(url))).isEqualTo(shown);
  }
}
