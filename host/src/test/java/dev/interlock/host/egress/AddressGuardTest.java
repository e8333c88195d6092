package dev.interlock.host.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {

  private static AddressGuard guard(List<String> allow, List<String> deny) {
    return new AddressGuard(new EgressSettings(allow, deny, null, false, null), Set::of);
  }

  private static boolean check(AddressGuard guard, String address, AddressPolicy policy) {
    return guard.check("example.com", List.of(LiteralAddress.parse(address)), policy);
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,0.255.255.255,UNSPECIFIED",
    "10.0.0.0,10.255.255.255,PRIVATE",
    "100.64.0.0,100.127.255.255,CARRIER_NAT",
    "127.0.0.0,127.255.255.255,LOOPBACK",
    "169.254.0.0,169.254.255.255,LINK_LOCAL",
    "169.254.169.254,169.254.169.254,METADATA",
    "168.63.129.16,168.63.129.16,METADATA",
    "172.16.0.0,172.31.255.255,PRIVATE",
    "192.0.0.0,192.0.0.255,RESERVED",
    "192.0.2.0,192.0.2.255,DOCUMENTATION",
    "192.88.99.0,192.88.99.255,SIX_TO_FOUR",
    "192.168.0.0,192.168.255.255,PRIVATE",
    "198.18.0.0,198.19.255.255,BENCHMARK",
    "198.51.100.0,198.51.100.255,DOCUMENTATION",
    "203.0.113.0,203.0.113.255,DOCUMENTATION",
    "224.0.0.0,239.255.255.255,MULTICAST",
    "240.0.0.0,255.255.255.254,RESERVED",
    "255.255.255.255,255.255.255.255,BROADCAST",
    "::,::,UNSPECIFIED",
    "::1,::1,LOOPBACK",
    "::2,::ffff:ffff,COMPATIBLE",
    "::ffff:0.0.0.0,::ffff:255.255.255.255,MAPPED",
    "64:ff9b::,64:ff9b::ffff:ffff,TRANSLATED",
    "64:ff9b:1::,64:ff9b:1:ffff:ffff:ffff:ffff:ffff,TRANSLATED",
    "100::,100::ffff:ffff:ffff:ffff,RESERVED",
    "2001::,2001:0:ffff:ffff:ffff:ffff:ffff:ffff,TEREDO",
    "2001:2::,2001:2:0:ffff:ffff:ffff:ffff:ffff,BENCHMARK",
    "2001:10::,2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff,RESERVED",
    "2001:db8::,2001:db8:ffff:ffff:ffff:ffff:ffff:ffff,DOCUMENTATION",
    "2002::,2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff,SIX_TO_FOUR",
    "3fff::,3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff,DOCUMENTATION",
    "fc00::,fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,UNIQUE_LOCAL",
    "fd00:ec2::254,fd00:ec2::254,METADATA",
    "fe80::,febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff,LINK_LOCAL",
    "fec0::,feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,SITE_LOCAL",
    "ff00::,ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,MULTICAST",
    "4000::,fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,RESERVED",
  })
  void refusesBothEndsOfEveryRange(String first, String last, AddressKind kind) {
    for (String address : List.of(first, last)) {
      assertThat(AddressKind.of(LiteralAddress.parse(address))).as(address).isEqualTo(kind);
      assertThatThrownBy(() -> check(guard(List.of(), List.of()), address, AddressPolicy.PUBLIC))
          .hasMessageContaining(kind.words())
          .hasMessageContaining("; to allow it: egress: {allow: [")
          .hasMessageNotContaining("allow_private")
          .extracting(thrown -> ((EgressException) thrown).reason())
          .isEqualTo(EgressException.Cause.GUARD);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "168.63.129.17",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.88.98.255",
        "192.88.100.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "2000::",
        "2001:200::",
        "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
        "2001:db9::",
        "2003::",
        "3ffe::",
        "3fff:1000::",
        "2606:4700::1111"
      })
  void letsItsNeighboursPass(String address) {
    assertThat(check(guard(List.of(), List.of()), address, AddressPolicy.PUBLIC)).isFalse();
  }

  @Test
  void namesTheLineThatWouldAllowIt() {
    assertThatThrownBy(() -> check(guard(List.of(), List.of()), "10.0.3.7", AddressPolicy.OPERATOR))
        .hasMessage("example.com is 10.0.3.7, private; to allow it: allow_private: [10.0.3.7/32]");
    assertThatThrownBy(() -> check(guard(List.of(), List.of()), "10.0.3.7", AddressPolicy.PUBLIC))
        .hasMessage(
            "example.com is 10.0.3.7, private; to allow it: egress: {allow: [10.0.3.7/32]}");
  }

  @Test
  void denyComesBeforeAllowAndPolicy() {
    AddressGuard guard = guard(List.of("10.0.0.0/8"), List.of("10.1.0.0/16", "8.8.8.0/24"));
    AddressPolicy all = new AddressPolicy(true, true, List.of("10.1.2.3/32"));

    assertThat(check(guard, "10.2.0.1", AddressPolicy.PUBLIC)).isTrue();
    assertThatThrownBy(() -> check(guard, "10.1.2.3", all))
        .hasMessageContaining("denied by egress.deny 10.1.0.0/16");
    assertThatThrownBy(() -> check(guard, "8.8.8.8", all)).hasMessageContaining("denied");
    assertThatThrownBy(() -> check(guard, "::ffff:10.1.2.3", all)).hasMessageContaining("denied");
    assertThatThrownBy(() -> check(guard, "2002:a01:203::1", all)).hasMessageContaining("denied");
    assertThatThrownBy(() -> check(guard, "64:ff9b::a01:203", all)).hasMessageContaining("denied");
  }

  @Test
  void policiesAllowWhatTheyName() {
    AddressGuard guard = guard(List.of(), List.of());

    assertThat(check(guard, "127.0.0.1", AddressPolicy.OPERATOR)).isTrue();
    assertThat(check(guard, "::1", AddressPolicy.OPERATOR)).isTrue();
    assertThatThrownBy(() -> check(guard, "0.0.0.0", AddressPolicy.OPERATOR))
        .hasMessageContaining("unspecified");
    assertThat(check(guard, "10.0.3.7", new AddressPolicy(false, false, List.of("10.0.3.0/24"))))
        .isTrue();
    assertThat(check(guard, "169.254.169.254", new AddressPolicy(false, true, List.of()))).isTrue();
    assertThatThrownBy(
            () -> check(guard, "10.0.3.7", new AddressPolicy(false, false, List.of("10.0.3.7/33"))))
        .hasMessageContaining("10.0.3.7/33");
  }

  @Test
  void oneBadAddressRefusesTheName() {
    List<byte[]> mixed =
        List.of(LiteralAddress.parse("93.184.215.14"), LiteralAddress.parse("192.168.1.1"));

    assertThatThrownBy(
            () -> guard(List.of(), List.of()).check("rebind.example", mixed, AddressPolicy.PUBLIC))
        .hasMessageContaining("rebind.example is 192.168.1.1, private");
  }

  @Test
  void refusesThisHostsOwnAddresses() throws Exception {
    InetAddress own = InetAddress.getByName("93.184.215.14");
    AddressGuard guard = new AddressGuard(EgressSettings.DEFAULT, () -> Set.of(own));

    assertThatThrownBy(() -> check(guard, "93.184.215.14", AddressPolicy.OPERATOR))
        .hasMessageContaining("host's own");
    assertThat(check(guard, "93.184.215.15", AddressPolicy.OPERATOR)).isFalse();
  }

  @Property
  void everyEmbeddedFormOfAPrivateAddressIsRefused(
      @ForAll @IntRange(min = 0, max = 0xFFFFFF) int low) {
    int a = low >> 16;
    int b = low >> 8 & 255;
    int c = low & 255;
    String dotted = "10." + a + "." + b + "." + c;
    String hex = "%x:%x".formatted(10 << 8 | a, low & 0xFFFF);
    String inverted = "%x:%x".formatted(~(10 << 8 | a) & 0xFFFF, ~low & 0xFFFF);
    List<String> forms =
        List.of(
            dotted,
            "::ffff:" + dotted,
            "::ffff:" + hex,
            "::" + dotted,
            "64:ff9b::" + hex,
            "64:ff9b:1::" + hex,
            "2002:" + hex + "::1",
            "2001:0:" + hex + "::1",
            "2001::" + inverted);
    for (String form : forms) {
      assertThatThrownBy(() -> check(guard(List.of(), List.of()), form, AddressPolicy.OPERATOR))
          .as(form)
          .isInstanceOf(EgressException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "10.0.0/8",
        "::/129",
        "a/8",
        "10.0.0.0/",
        "10.0.0.0/08",
        "010.0.0.0/8",
        "fe80::1%1/64",
        "::ffff::/64",
        "1:2:3:4:5:6:7:8:9/64"
      })
  void settingsRefuseWhatIsNoNetwork(String network) {
    assertThatThrownBy(() -> guard(List.of("10.0.0.0/8", network), List.of()))
        .isInstanceOf(dev.interlock.api.settings.InvalidSetting.class)
        .extracting(thrown -> ((dev.interlock.api.settings.InvalidSetting) thrown).key())
        .isEqualTo("allow[1]");
  }
}
