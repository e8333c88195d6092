package dev.interlock.host.egress;

import com.sun.management.OperatingSystemMXBean;
import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedInputStream;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;

/// Measures by hand what the guarded client costs beside the bare one: `sink PORT` in one process, `client PORT` in another.
/// Prints CPU microseconds of this process per 1 KB POST, round by round.
final class EgressCost {

  private static final int REQUESTS = 40_000;
  private static final byte[] BODY = "x".repeat(1024).getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REPLY =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[1]);
    if (arguments[0].equals("sink")) {
      sink(port);
    } else {
      compare(URI.create("http://127.0.0.1:" + port + "/hook"));
    }
  }

  private static void sink(int port) throws Exception {
    try (ServerSocket server = new ServerSocket(port, 200, InetAddress.getLoopbackAddress())) {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofPlatform().daemon().start(() -> answer(socket));
      }
    }
  }

  private static void answer(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      int newlines = 0;
      int next;
      while ((next = in.read()) >= 0) {
        newlines = next == '\n' ? newlines + 1 : next == '\r' ? newlines : 0;
        if (newlines == 2) {
          in.skipNBytes(BODY.length);
          socket.getOutputStream().write(REPLY);
          newlines = 0;
        }
      }
    } catch (Exception gone) {
      // The client ended.
    }
  }

  private interface Sender {
    void send(Runnable done);
  }

  private static void compare(URI url) throws Exception {
    try (CloseableHttpAsyncClient bare = bare();
        EgressClient guarded =
            new EgressClient(EgressSettings.DEFAULT, InstantSource.system(), new SimpleMeterRegistry())) {
      bare.start();
      double[] ratios = new double[9];
      for (int round = -3; round < ratios.length; round++) {
        double first = run(done -> sendBare(bare, url, done));
        double second = run(done -> sendGuarded(guarded, url, done));
        System.out.printf("%d bare %.1f us, guarded %.1f us, ratio %.2f%n", round, first, second, second / first);
        if (round >= 0) {
          ratios[round] = second / first;
        }
      }
      Arrays.sort(ratios);
      System.out.printf("median ratio %.2f%n", ratios[ratios.length / 2]);
    }
  }

  private static CloseableHttpAsyncClient bare() {
    return HttpAsyncClients.custom()
        .setConnectionManager(
            PoolingAsyncClientConnectionManagerBuilder.create().setMaxConnPerRoute(1024).setMaxConnTotal(4096).build())
        .disableAuthCaching()
        .disableAutomaticRetries()
        .disableConnectionState()
        .disableContentCompression()
        .disableCookieManagement()
        .disableRedirectHandling()
        .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(org.apache.hc.core5.util.Timeout.ofSeconds(10)).build())
        .build();
  }

  private static double run(Sender sender) throws Exception {
    OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Semaphore inFlight = new Semaphore(64);
    long before = system.getProcessCpuTime();
    for (int count = 0; count < REQUESTS; count++) {
      inFlight.acquire();
      sender.send(inFlight::release);
    }
    inFlight.acquire(64);
    return (system.getProcessCpuTime() - before) / 1000.0 / REQUESTS;
  }

  private static void sendBare(CloseableHttpAsyncClient client, URI url, Runnable done) {
    SimpleHttpRequest request =
        SimpleRequestBuilder.post(url).setBody(BODY, ContentType.APPLICATION_JSON).addHeader("webhook-id", "msg_1").build();
    client.execute(
        request,
        new FutureCallback<SimpleHttpResponse>() {
          @Override
          public void completed(SimpleHttpResponse response) {
            done.run();
          }

          @Override
          public void failed(Exception cause) {
            throw new IllegalStateException(cause);
          }

          @Override
          public void cancelled() {}
        });
  }

  private static void sendGuarded(EgressClient client, URI url, Runnable done) {
    client
        .send(
            EgressRequest.to(url)
                .post(BODY)
                .header("Content-Type", "application/json")
                .header("webhook-id", "msg_1")
                .addresses(AddressPolicy.OPERATOR)
                .build())
        .whenComplete(
            (reply, failure) -> {
              if (failure != null) {
                failure.printStackTrace();
              }
              done.run();
            });
  }

  private EgressCost() {}
}
