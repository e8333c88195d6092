package dev.interlock.host.egress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.interlock.api.egress.EgressException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Function;

/// What the guard lets pass says one thing alone: a host, a port, no user, and no number that only
/// the platform would take for an address.
class UrlGuardFuzzTest {

  @FuzzTest(maxDuration = "20s")
  void whatPassesIsUnambiguous(byte[] data) {
    URI url;
    try {
      url = new URI(new String(data, UTF_8));
    } catch (URISyntaxException noUrl) {
      return;
    }
    Target target;
    try {
      target = new UrlGuard().target(url);
    } catch (EgressException refused) {
      assertThat(refused.reason()).isEqualTo(EgressException.Cause.GUARD);
      assertThat(refused.getMessage()).startsWith("url: ");
      return;
    }
    checkParts(target);
    checkAddress(target);
    checkRoundTrip(target);
  }

  private static void checkParts(Target target) {
    assertThat(target.scheme()).isIn("http", "https");
    assertThat(target.port()).isBetween(1, 65535);
    assertThat(target.authority().getUserInfo()).isNull();
    assertThat(target.authority().toString()).matches("[a-z0-9.:_\\[\\]-]+");
    assertThat(target.host()).matches("[a-z0-9._-]{1,253}|[0-9a-f:.]{2,45}");
    assertThat(target.path()).matches("/[!-~]*").doesNotContain("#");
  }

  /// The platform's own readers, the lenient one too, see an address only where the guard did.
  private static void checkAddress(Target target) {
    for (Function<String, InetAddress> reader :
        new Function[] {
          (Function<String, InetAddress>) InetAddress::ofLiteral,
          (Function<String, InetAddress>) Inet4Address::ofPosixLiteral
        }) {
      InetAddress address;
      try {
        address = reader.apply(target.host());
      } catch (IllegalArgumentException none) {
        continue;
      }
      assertThat(target.literal()).as("literal of " + target.host()).isNotNull();
      assertThat(AddressGuard.address(target.literal())).isEqualTo(address);
    }
  }

  private static void checkRoundTrip(Target target) {
    URI written = URI.create(target.scheme() + "://" + target.label() + target.path());
    Target again = new UrlGuard().target(written);
    assertThat(again.host()).isEqualTo(target.host());
    assertThat(again.port()).isEqualTo(target.port());
    assertThat(again.path()).isEqualTo(target.path());
    assertThat(again.literal()).isEqualTo(target.literal());
  }
}
