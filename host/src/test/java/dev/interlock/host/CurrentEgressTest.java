package dev.interlock.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.host.egress.EgressSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class CurrentEgressTest {

  @Test
  void connectionsInUseAreThoseOfTheSettingsInForceAndOfTheOnesBefore() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    CountDownLatch answer = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          try {
            answer.await();
            exchange.sendResponseHeaders(204, -1);
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          } finally {
            exchange.close();
          }
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    EgressRequest request = EgressRequest.to(url).addresses(AddressPolicy.OPERATOR).build();
    try (CurrentEgress egress =
        new CurrentEgress(EgressSettings.DEFAULT, InstantSource.system(), meters)) {
      CompletableFuture<EgressReply> before = egress.send(request);
      await().until(() -> inUse(meters) == 1);
      egress.change(egress.open(EgressSettings.DEFAULT));
      CompletableFuture<EgressReply> after = egress.send(request);
      await().until(() -> inUse(meters) == 2);
      answer.countDown();

      assertThat(before.get().status()).isEqualTo(204);
      assertThat(after.get().status()).isEqualTo(204);
      await().until(() -> inUse(meters) == 0);
    } finally {
      server.stop(0);
    }
  }

  private static double inUse(SimpleMeterRegistry meters) {
    return meters.get("interlock.egress.connections.in.use").gauge().value();
  }
}
