package dev.interlock.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Replies drawn at random, for `Responder.answer`. What a try meets depends on the seed, the path,
/// the event's position and the try's number alone: in another run of the same seed it meets the
/// same again, in whatever order requests come. Immutable.
///
/// ```java
/// responder.answer(FaultMix.seeded(seed).with(0.05, Reply.status(503)).with(0.01, new Reply.Reset()));
/// ```
public final class FaultMix implements Function<ReceivedRequest, Reply> {

  private static final Reply FINE = Reply.status(204);

  private record Share(double upTo, Reply reply) {}

  private final long seed;
  private final List<Share> shares;

  private FaultMix(long seed, List<Share> shares) {
    this.seed = seed;
    this.shares = List.copyOf(shares);
  }

  /// 204 to everything.
  public static FaultMix seeded(long seed) {
    return new FaultMix(seed, List.of());
  }

  /// That share of all tries, 0 to 1, is treated so.
  public FaultMix with(double share, Reply reply) {
    double upTo = (shares.isEmpty() ? 0 : shares.getLast().upTo()) + share;
    if (share < 0 || upTo > 1.000_001) {
      throw new IllegalArgumentException("the shares come to " + upTo + ", expected at most 1");
    }
    List<Share> more = new ArrayList<>(shares);
    more.add(new Share(upTo, reply));
    return new FaultMix(seed, more);
  }

  @Override
  public Reply apply(ReceivedRequest request) {
    long subject =
        (request.target()
                + " "
                + Position.inBody(request)
                + " "
                + request.header("webhook-attempt").orElse("1"))
            .chars()
            .asLongStream()
            .reduce(seed, (hash, c) -> hash * 1_099_511_628_211L + c);
    double drawn = new SplittableRandom(subject).nextDouble();
    return shares.stream()
        .filter(share -> drawn < share.upTo())
        .findFirst()
        .map(Share::reply)
        .orElse(FINE);
  }
}
