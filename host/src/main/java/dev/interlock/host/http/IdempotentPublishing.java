package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.store.StoreException;
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
    return switch (stored.claim(key, event, hash(call))) {
      case Claim.First() -> first(stored, key, start, answer);
      case Claim.Finished(int status, String reply) ->
          new Reply.Whole(
              status,
              "application/json",
              reply.getBytes(UTF_8),
              Map.of("Idempotent-Replayed", "true"));
      case Claim.Different() ->
          throw new ProblemException(
              422, HEADER + ": was used for another request within the last 24 h");
      case Claim.InDoubt(String dispatch, boolean here) -> inDoubt(dispatch, here);
    };
  }

  private static Reply first(
      PublishedOutcomes stored,
      PublishedOutcomes.Key key,
      Supplier<TrackedDispatch> start,
      Function<TrackedDispatch, Reply> answer) {
    TrackedDispatch dispatch;
    try {
      dispatch = start.get();
    } catch (RuntimeException refused) {
      stored.withdraw(key);
      throw refused;
    }
    stored.began(key, dispatch.id());
    var ended = dispatch.handle().done().thenAccept(reply -> keep(stored, key, reply));
    Reply given = answer.apply(dispatch);
    if (dispatch.handle().done().isDone()) {
      ended.join(); // whoever has the answer can rely on getting it again
    }
    return given;
  }

  private static void keep(
      PublishedOutcomes stored, PublishedOutcomes.Key key, DispatchReply reply) {
    try {
      if (reply instanceof DispatchReply.Invalid) {
        stored.withdraw(key);
      } else {
        stored.finished(key, reply.httpStatus(), new String(JsonText.write(reply.tree()), UTF_8));
      }
    } catch (StoreException failure) {
      LOG.error("event={} its outcome was not stored: it stays in doubt", reply.id(), failure);
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
