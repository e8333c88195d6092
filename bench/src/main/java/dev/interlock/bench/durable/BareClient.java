package dev.interlock.bench.durable;

import dev.interlock.api.egress.EgressRequest;
import dev.interlock.bench.BareSender;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Semaphore;

/// HttpClient 5 async alone: nothing is stored, signed or checked.
final class BareClient implements Contender {

  private static final int IN_FLIGHT = 64;

  private final BareSender sender;
  private final Semaphore permits = new Semaphore(IN_FLIGHT);

  BareClient(URI sink, byte[] body) {
    this.sender =
        new BareSender(
            EgressRequest.to(sink).post(body).header("Content-Type", "application/json").build());
  }

  @Override
  public void deliver(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      permits.acquire();
      sender.send(permits);
    }
    permits.acquire(IN_FLIGHT);
    permits.release(IN_FLIGHT);
  }

  @Override
  public void close() throws IOException {
    sender.close();
  }
}
