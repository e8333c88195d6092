package dev.interlock.host.http.jwt;

import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.settings.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the keys of an issuer. Asks for them when a token first needs them, when those it has are
/// old, and when a token names one that it has not; at most once in `PAUSE` whatever comes, so that
/// nobody can make it ask more often, and never twice at once. Keys older than `FRESH` serve while
/// they are fetched anew, those older than `STALE` only once that has failed, and those older than
/// `USABLE` never. Thread-safe.
final class KeySource implements KnownKeys {

  static final Duration PAUSE = Duration.ofSeconds(30);
  static final Duration FRESH = Duration.ofMinutes(10);
  static final Duration STALE = Duration.ofHours(1);
  static final Duration USABLE = Duration.ofHours(24);
  static final ByteSize LARGEST = new ByteSize(64 << 10);
  private static final EgressRequest.Limits LIMITS =
      new EgressRequest.Limits(Duration.ofSeconds(2), Duration.ofSeconds(5), LARGEST);

  private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

  private final Egress egress;
  private final InstantSource clock;
  private final EgressRequest request;
  private final String shown;

  // Guarded by this.
  private @Nullable SigningKeys keys;
  private Instant cameAt = Instant.MIN;
  private @Nullable Instant askedAt;
  private @Nullable CompletableFuture<Void> question;
  private @Nullable String failure;

  KeySource(URI url, Egress egress, InstantSource clock) {
    this.egress = egress;
    this.clock = clock;
    this.shown = url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
    this.request =
        EgressRequest.to(url)
            .header("Accept", "application/jwk-set+json, application/json")
            .limits(LIMITS)
            .addresses(AddressPolicy.OPERATOR)
            .build();
  }

  @Override
  public Known known() {
    CompletableFuture<Void> waited;
    synchronized (this) {
      if (keys == null || isOld(cameAt, FRESH)) {
        askUnlessLately();
      }
      waited = question;
      boolean serves = keys != null && !isOld(cameAt, STALE);
      if (serves || waited == null) {
        return now();
      }
    }
    waited.join();
    return asKnown();
  }

  @Override
  public Known refreshed(Known before) {
    CompletableFuture<Void> waited;
    synchronized (this) {
      if (keys != before.keys()) {
        return now();
      }
      askUnlessLately();
      waited = question;
    }
    if (waited != null) {
      waited.join();
    }
    return asKnown();
  }

  /// Without a question.
  synchronized Known asKnown() {
    return now();
  }

  /// What keeps the keys from being fetched.
  synchronized Optional<String> problem() {
    return Optional.ofNullable(failure);
  }

  private Known now() {
    Instant asked = askedAt;
    Duration again =
        asked == null || isOld(asked, PAUSE)
            ? Duration.ZERO
            : PAUSE.minus(Duration.between(asked, clock.instant()));
    return new Known(isUsable() ? keys : null, failure, again);
  }

  private boolean isUsable() {
    return keys != null && !isOld(cameAt, USABLE);
  }

  /// What lies ahead is old too: the clock was set back.
  private boolean isOld(Instant moment, Duration age) {
    Instant now = clock.instant();
    return now.isBefore(moment) || !now.isBefore(moment.plus(age));
  }

  private void askUnlessLately() {
    if (question != null || (askedAt != null && !isOld(askedAt, PAUSE))) {
      return;
    }
    askedAt = clock.instant();
    CompletableFuture<Void> asked = new CompletableFuture<>();
    question = asked;
    Thread.ofVirtual().name("jwt-keys").start(() -> ask(asked));
  }

  /// On a thread of its own, as reading keys takes longer than a thread of the egress may be kept.
  private void ask(CompletableFuture<Void> asked) {
    try {
      EgressReply reply = egress.send(request).join();
      came(read(reply));
    } catch (CompletionException e) {
      failed(e.getCause() instanceof EgressException known ? known : e);
    } catch (RuntimeException e) {
      failed(e);
    } finally {
      synchronized (this) {
        question = null;
      }
      asked.complete(null);
    }
  }

  private static SigningKeys read(EgressReply reply) {
    if (reply.status() != 200) {
      throw new IllegalArgumentException("status " + reply.status());
    }
    if (reply.truncated()) {
      throw new IllegalArgumentException("more than " + LARGEST);
    }
    return SigningKeys.parse(reply.body());
  }

  private synchronized void came(SigningKeys found) {
    keys = found;
    cameAt = clock.instant();
    if (failure != null) {
      failure = null;
      LOG.info("jwt keys are fetched again url={}", shown);
    }
  }

  private synchronized void failed(Exception why) {
    boolean first = failure == null;
    failure =
        switch (why) {
          case EgressException known -> known.reason().name().toLowerCase(Locale.ROOT);
          case IllegalArgumentException answer -> String.valueOf(answer.getMessage());
          default -> "unexpected";
        };
    if (failure.equals("unexpected")) {
      LOG.error("jwt keys can't be fetched url={}", shown, why);
    } else if (first) {
      LOG.warn("jwt keys can't be fetched url={} reason=\"{}\"", shown, reason(why));
    }
  }

  private static String reason(Exception why) {
    boolean guarded =
        why instanceof EgressException known && known.reason() == EgressException.Cause.GUARD;
    return why.getMessage() + (guarded ? "; for http.jwt, egress.allow" : "");
  }
}
