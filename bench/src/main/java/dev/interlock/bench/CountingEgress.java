package dev.interlock.bench;

import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/// The real egress, which gives a permit back for each reply and remembers the last request as the
/// yardstick's model.
final class CountingEgress implements Egress {

  private final Egress egress;
  private final Semaphore inFlight;
  private volatile @Nullable EgressRequest last;

  CountingEgress(Egress egress, Semaphore inFlight) {
    this.egress = egress;
    this.inFlight = inFlight;
  }

  EgressRequest last() {
    EgressRequest seen = last;
    if (seen == null) {
      throw new IllegalStateException("nothing was sent");
    }
    return seen;
  }

  @Override
  public CompletableFuture<EgressReply> send(EgressRequest request) {
    last = request;
    CompletableFuture<EgressReply> exchange = egress.send(request);
    var _ =
        exchange.whenComplete(
            (reply, failure) -> {
              if (failure != null || reply.status() != 200) {
                throw new IllegalStateException("found " + reply + ", expected 200", failure);
              }
              inFlight.release();
            });
    return exchange;
  }

  @Override
  public CompletableFuture<Void> check(EgressRequest request) {
    return egress.check(request);
  }
}
