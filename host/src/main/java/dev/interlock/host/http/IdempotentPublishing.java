package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.store.StoreException;
import dev.interlock.host.http.KeysInUse.Truth;
import dev.interlock.host.store.coordination.PublishedOutcomes;
import dev.interlock.host.store.coordination.PublishedOutcomes.Claim;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `Idempotency-Key`: the first request publishes, a repeat within 24 h gets the stored answer and
/// runs nothing; one whose first never finished gets 409 `in_doubt`, one with another body 422.
/// Thread-safe.
final class IdempotentPublishing {

  static final String HEADER = "Idempotency-Key";

  private static final Logger LOG = LoggerFactory.getLogger(IdempotentPublishing.class);
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private final Supplier<PublishedOutcomes> outcomes;
  private final KeysInUse keys = new KeysInUse();

  IdempotentPublishing(Supplier<PublishedOutcomes> outcomes) {
    this.outcomes = outcomes;
  }

  /// Publishes by `start`, unless it was done before.
  ///
  /// @param answer what the caller gets of a dispatch that has begun
  Reply publish(
      Call call,
      String event,
      Supplier<TrackedDispatch> start,
      Function<TrackedDispatch, Reply> answer) {
    String text = call.header(HEADER).orElseThrow();
    if (!FORM.matcher(text).matches()) {
      throw new ProblemException(
          400, HEADER + ": expected 1 to 255 visible ASCII characters without spaces");
    }
    PublishedOutcomes.Key key = new PublishedOutcomes.Key(call.caller(), text);
    PublishedOutcomes stored = outcomes.get();
    return switch (claim(stored, key, event, hash(call))) {
      case Claim.First() -> first(stored, key, start, answer);
      case Claim.Finished(int status, String reply) -> repeated(status, reply);
      case Claim.Different() ->
          throw new ProblemException(
              422, HEADER + ": was used for another request within the last 24 h");
      case Claim.InDoubt(String dispatch, boolean here) -> inDoubt(dispatch, here);
    };
  }

  private static Reply repeated(int status, String reply) {
    return new Reply.Whole(
        status, "application/json", reply.getBytes(UTF_8), Map.of("Idempotent-Replayed", "true"));
  }

  /// What the store doesn't know is taken from memory.
  private Claim claim(
      PublishedOutcomes stored, PublishedOutcomes.Key key, String event, byte[] hash) {
    Claim claim;
    try {
      claim = stored.claim(key, event, hash);
    } catch (StoreException failure) {
      keys.claimFailed(key);
      throw failure;
    }
    if (claim instanceof Claim.InDoubt(_, boolean here) && here) {
      claim = known(stored, key, claim);
    }
    return claim instanceof Claim.First && !keys.begin(key) ? new Claim.InDoubt("", true) : claim;
  }

  private Claim known(PublishedOutcomes stored, PublishedOutcomes.Key key, Claim doubt) {
    return switch (keys.untold(key).orElse(null)) {
      case null -> doubt;
      case Truth.NeverRan() -> new Claim.First();
      case Truth.Ended(int status, String reply) -> {
        finish(stored, key, status, reply);
        yield new Claim.Finished(status, reply);
      }
    };
  }

  private Reply first(
      PublishedOutcomes stored,
      PublishedOutcomes.Key key,
      Supplier<TrackedDispatch> start,
      Function<TrackedDispatch, Reply> answer) {
    TrackedDispatch dispatch;
    try {
      dispatch = start.get();
    } catch (RuntimeException | Error refused) {
      withdraw(stored, key);
      throw refused;
    }
    // Before anything that may fail: it runs.
    var ended = dispatch.handle().done().thenAccept(reply -> keep(stored, key, reply));
    try {
      stored.began(key, dispatch.id());
    } catch (StoreException failure) {
      LOG.warn(
          "event={} a repeat under its key won't name it: {}", dispatch.id(), failure.getMessage());
    }
    Reply given = answer.apply(dispatch);
    if (dispatch.handle().done().isDone()) {
      ended.join(); // whoever has the answer can rely on getting it again
    }
    return given;
  }

  private void keep(PublishedOutcomes stored, PublishedOutcomes.Key key, DispatchReply reply) {
    if (reply instanceof DispatchReply.Invalid) {
      withdraw(stored, key);
    } else {
      finish(stored, key, reply.httpStatus(), new String(JsonText.write(reply.tree()), UTF_8));
    }
  }

  private void withdraw(PublishedOutcomes stored, PublishedOutcomes.Key key) {
    // In this order: once the store has let it go, the next to claim it must not find it in use.
    keys.ended(key);
    try {
      stored.withdraw(key);
    } catch (StoreException failure) {
      keys.neverRan(key);
      LOG.warn("a key whose event never began stays claimed until its next use", failure);
    }
  }

  private void finish(
      PublishedOutcomes stored, PublishedOutcomes.Key key, int status, String reply) {
    try {
      stored.finished(key, status, reply);
      keys.ended(key);
    } catch (StoreException failure) {
      keys.ended(key, status, reply);
      LOG.error("the outcome under a key was not stored: after a restart it is in doubt", failure);
    }
  }

  private static Reply inDoubt(String dispatch, boolean here) {
    Object body =
        JsonText.object(
            "type",
            "about:blank",
            "title",
            "Conflict",
            "status",
            409,
            "code",
            "in_doubt",
            "id",
            dispatch,
            "detail",
            here
                ? "the first request under this key has not ended yet: try again later"
                : "the first request under this key never finished: whether it took effect is not"
                    + " known; look, then publish under another key");
    Map<String, String> headers = here ? Map.of("Retry-After", "1") : Map.of();
    return new Reply.Whole(409, Problem.CONTENT_TYPE, JsonText.write(body), headers);
  }

  /// Of everything that decides what is published.
  private static byte[] hash(Call call) {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      for (String parameter : new String[] {"include", "exclude", "first"}) {
        hash.update((parameter + call.queries(parameter) + '\n').getBytes(UTF_8));
      }
      return hash.digest(call.body());
    } catch (NoSuchAlgorithmException failure) {
      throw new IllegalStateException("every Java has SHA-256", failure);
    }
  }
}
