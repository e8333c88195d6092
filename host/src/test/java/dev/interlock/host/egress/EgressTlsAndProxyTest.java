package dev.interlock.host.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressException.Cause;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.egress.TlsIdentity;
import dev.interlock.api.settings.ByteSize;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EgressTlsAndProxyTest {

  private static final InetAddress[] LOOPBACK = {InetAddress.getLoopbackAddress()};

  @TempDir Path folder;
  private TestCertificates certificates;
  private Path authority;

  @BeforeEach
  void makeAuthority() throws Exception {
    certificates = new TestCertificates();
    authority = certificates.authorityFile(folder);
  }

  private HostileResponder secure(String name, boolean needClient) throws Exception {
    SSLServerSocket server =
        (SSLServerSocket)
            certificates
                .server(certificates.issue(name))
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    server.setNeedClientAuth(needClient);
    return new HostileResponder(server, HostileResponder.ok("secure"));
  }

  private static EgressClient client(URI proxy, boolean proxyResolves, Path ca) {
    return new EgressClient(
        new EgressSettings(List.of(), List.of(), proxy, proxyResolves, ca),
        InstantSource.system(),
        new SimpleMeterRegistry(),
        host -> LOOPBACK);
  }

  private static EgressRequest.Builder to(String url) {
    return EgressRequest.to(URI.create(url)).addresses(AddressPolicy.OPERATOR);
  }

  private static EgressReply get(EgressClient client, EgressRequest request) throws Exception {
    return client.send(request).get(20, TimeUnit.SECONDS);
  }

  @Test
  void trustsTheAuthorityOfTheFileAndTheNameOfTheUrl() throws Exception {
    try (HostileResponder responder = secure("good.example", false);
        EgressClient client = client(null, false, authority)) {
      assertThat(get(client, to("https://good.example:" + responder.port() + "/").build()).status())
          .isEqualTo(200);

      EgressException wrongName =
          EgressClientTest.failure(
              client.send(to("https://other.example:" + responder.port() + "/").build()));
      assertThat(wrongName.reason()).isEqualTo(Cause.TLS);
    }
  }

  @Test
  void anUnknownAuthorityIsATlsFailure() throws Exception {
    try (HostileResponder responder = secure("good.example", false);
        EgressClient client = client(null, false, null)) {
      EgressException failure =
          EgressClientTest.failure(
              client.send(to("https://good.example:" + responder.port() + "/").build()));
      assertThat(failure.reason()).isEqualTo(Cause.TLS);
      assertThat(failure)
          .hasMessageContaining("good.example:" + responder.port() + " (127.0.0.1): TLS failed");
    }
  }

  @Test
  void showsItsClientCertificateToWhoeverIdentifiedIt() throws Exception {
    TestCertificates.Issued issued = certificates.issue("client");
    TlsIdentity identity =
        new TlsIdentity(
            TestCertificates.write(folder.resolve("client.pem"), issued.certificate()),
            TestCertificates.write(folder.resolve("client.key"), issued.keys()),
            authority);
    try (HostileResponder responder = secure("good.example", true);
        EgressClient client = client(null, false, authority)) {
      String url = "https://good.example:" + responder.port() + "/";

      assertThat(get(client, to(url).tls(identity).build()).status()).isEqualTo(200);
      // The pool of that identity serves no other.
      assertThat(EgressClientTest.failure(client.send(to(url).build())).reason())
          .isIn(Cause.TLS, Cause.CONNECT);
    }
  }

  @Test
  void anIdentityThatCantBeReadIsATlsFailure() throws Exception {
    TlsIdentity missing = new TlsIdentity(folder.resolve("no.pem"), folder.resolve("no.key"), null);
    try (EgressClient client = client(null, false, null)) {
      EgressException failure =
          EgressClientTest.failure(client.send(to("https://good.example/").tls(missing).build()));
      assertThat(failure.reason()).isEqualTo(Cause.TLS);
      assertThat(failure).hasMessageContaining("no.pem");
    }
  }

  @Test
  void endsAHandshakeThatNeverAnswers() throws Exception {
    try (HostileResponder silent = HostileResponder.start(HostileResponder.ok(""));
        EgressClient client = client(null, false, null)) {
      var limits =
          new EgressRequest.Limits(
              Duration.ofMillis(300), Duration.ofSeconds(10), new ByteSize(100));
      long started = System.nanoTime();
      EgressException failure =
          EgressClientTest.failure(
              client.send(
                  to("https://good.example:" + silent.port() + "/").limits(limits).build()));

      assertThat(failure.reason()).isIn(Cause.CONNECT, Cause.TLS);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private static HostileResponder proxy(String refusal) throws Exception {
    return HostileResponder.start(
        exchange -> {
          if (!refusal.isEmpty()) {
            exchange.write(refusal);
            return true;
          }
          String authority = exchange.head().split(" ")[1];
          int port = Integer.parseInt(authority.substring(authority.lastIndexOf(':') + 1));
          try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            exchange.write("HTTP/1.1 200 Connection established\r\n\r\n");
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        target.getInputStream().transferTo(exchange.socket().getOutputStream());
                      } catch (java.io.IOException closed) {
                        // The other direction ends as well.
                      }
                    });
            exchange.socket().getInputStream().transferTo(target.getOutputStream());
          }
          return false;
        });
  }

  @Test
  void tunnelsToTheCheckedAddress() throws Exception {
    try (HostileResponder plain = HostileResponder.start(HostileResponder.ok("plain"));
        HostileResponder secure = secure("good.example", false);
        HostileResponder proxy = proxy("");
        EgressClient client =
            client(URI.create("http://127.0.0.1:" + proxy.port()), false, authority)) {
      EgressReply first = get(client, to("http://good.example:" + plain.port() + "/x").build());
      EgressReply second = get(client, to("https://good.example:" + secure.port() + "/x").build());

      assertThat(first.body()).asString().isEqualTo("plain");
      assertThat(second.body()).asString().isEqualTo("secure");
      assertThat(proxy.heads.get(0)).startsWith("CONNECT 127.0.0.1:" + plain.port() + " ");
      assertThat(proxy.heads.get(1)).startsWith("CONNECT 127.0.0.1:" + secure.port() + " ");
      assertThat(plain.heads.get(0))
          .startsWith("GET /x HTTP/1.1")
          .contains("Host: good.example:" + plain.port());
    }
  }

  @Test
  void leavesTheNameToAProxyThatResolves() throws Exception {
    try (HostileResponder plain = HostileResponder.start(HostileResponder.ok("plain"));
        HostileResponder proxy = proxy("");
        EgressClient client = client(URI.create("http://127.0.0.1:" + proxy.port()), true, null)) {
      assertThat(
              get(
                      client,
                      to("http://inside.corp:" + plain.port() + "/")
                          .addresses(AddressPolicy.PUBLIC)
                          .build())
                  .status())
          .isEqualTo(200);
      assertThat(proxy.heads.get(0)).startsWith("CONNECT inside.corp:" + plain.port() + " ");
      assertThat(
              EgressClientTest.failure(
                      client.send(to("http://10.0.0.1/").addresses(AddressPolicy.PUBLIC).build()))
                  .reason())
          .isEqualTo(Cause.GUARD);
    }
  }

  @Test
  void aRefusedTunnelIsAConnectFailure() throws Exception {
    try (HostileResponder proxy = proxy("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
        EgressClient client = client(URI.create("http://127.0.0.1:" + proxy.port()), false, null)) {
      assertThat(EgressClientTest.failure(client.send(to("http://good.example/").build())).reason())
          .isEqualTo(Cause.CONNECT);
    }
  }
}
