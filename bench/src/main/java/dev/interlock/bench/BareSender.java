package dev.interlock.bench;

import dev.interlock.api.egress.EgressRequest;
import java.io.IOException;
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
import org.apache.hc.core5.util.Timeout;

/// The yardstick: HttpClient 5 alone with the headers and the body of a webhook's request. It
/// neither signs nor checks, but has switched off what a webhook can do without: cookies,
/// redirects, retries, decompression.
public final class BareSender implements AutoCloseable {

  private final CloseableHttpAsyncClient client;
  private final EgressRequest model;

  public BareSender(EgressRequest model) {
    this.model = model;
    this.client =
        HttpAsyncClients.custom()
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(1024)
                    .setMaxConnTotal(4096)
                    .build())
            .disableAuthCaching()
            .disableAutomaticRetries()
            .disableConnectionState()
            .disableContentCompression()
            .disableCookieManagement()
            .disableRedirectHandling()
            .setDefaultRequestConfig(
                RequestConfig.custom().setResponseTimeout(Timeout.ofSeconds(10)).build())
            .build();
    client.start();
  }

  public void send(Semaphore inFlight) {
    SimpleRequestBuilder builder = SimpleRequestBuilder.post(model.url());
    for (EgressRequest.Header header : model.headers()) {
      if (!header.name().equalsIgnoreCase("Content-Type")) {
        builder.addHeader(header.name(), header.value());
      }
    }
    byte[] body = model.body();
    SimpleHttpRequest request =
        builder
            .setBody(body, ContentType.parse("application/vnd.opsani.servo-webhooks+json"))
            .build();
    var _ =
        client.execute(
            request,
            new FutureCallback<SimpleHttpResponse>() {
              @Override
              public void completed(SimpleHttpResponse response) {
                inFlight.release();
              }

              @Override
              public void failed(Exception cause) {
                throw new IllegalStateException(cause);
              }

              @Override
              public void cancelled() {}
            });
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
