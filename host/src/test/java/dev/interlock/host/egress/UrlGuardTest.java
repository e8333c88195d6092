package dev.interlock.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.egress.EgressException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlGuardTest {

  private final UrlGuard guard = new UrlGuard();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://example.com/",
        "file:///etc/passwd",
        "http:example.com",
        "http:///x",
        "//example.com/",
        "gopher://x/",
        "http://user@example.com/",
        "http://user:pass@example.com/",
        "http://@example.com/",
        "http://[fe80::1%25eth0]/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://0x7f000001/",
        "http://127.0.0.1./",
        "http://127.0.0.01/",
        "http://127.0.0.256/",
        "http://1.2.3.4.5/",
        "http://example.0x1/",
        "http://１２７.1/",
        "http://a..b/",
        "http://.a/",
        "http://a%2eb/",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:x/",
        "http://example.com:99999999999/",
        "http://a,b/"
      })
  void refuses(String url) {
    assertThatThrownBy(() -> guard.target(URI.create(url)))
        .isInstanceOf(EgressException.class)
        .extracting(thrown -> ((EgressException) thrown).reason())
        .isEqualTo(EgressException.Cause.GUARD);
  }

  @Test
  void readsNamesAddressesAndPorts() {
    Target plain = guard.target(URI.create("http://Example.COM?x=1#f"));
    assertThat(plain.host()).isEqualTo("example.com");
    assertThat(plain.port()).isEqualTo(80);
    assertThat(plain.path()).isEqualTo("/?x=1");
    assertThat(plain.literal()).isNull();
    assertThat(plain.authority()).hasToString("example.com");

    Target six = guard.target(URI.create("https://[::1]:8443/a/b"));
    assertThat(six.literal()).hasSize(16).endsWith(1);
    assertThat(six.label()).isEqualTo("[::1]:8443");
    assertThat(six.authority()).hasToString("[::1]:8443");

    assertThat(guard.target(URI.create("https://bücher.example/ü")).host())
        .isEqualTo("xn--bcher-kva.example");
    assertThat(guard.target(URI.create("https://bücher.example/ü")).path()).isEqualTo("/%C3%BC");
    assertThat(guard.target(URI.create("http://my_service:8080/")).host()).isEqualTo("my_service");
    assertThat(guard.target(URI.create("http://１２７.0.0.1/")).literal())
        .containsExactly(127, 0, 0, 1);
  }

  @Test
  void keepsMappedAddressesAsTheyAre() {
    assertThat(guard.target(URI.create("http://[::ffff:8.8.8.8]/")).literal()).hasSize(16);
  }
}
