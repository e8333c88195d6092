package dev.interlock.webhooks.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.command.CommandContext;
import dev.interlock.client.SignatureScheme;
import dev.interlock.client.SignedVerdict;
import dev.interlock.client.Verification.Rejected;
import dev.interlock.client.Verification.Verified;
import dev.interlock.client.WebhookVerifier;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Verifies requests and puts what is of interest into lines. Everything from outside is escaped
/// and bounded; secrets never show. Thread-safe.
final class ArrivalReport {

  private static final List<String> HEADERS =
      List.of(
          "Content-Type",
          "User-Agent",
          SignatureScheme.ID_HEADER,
          SignatureScheme.TIMESTAMP_HEADER,
          "webhook-attempt",
          "traceparent",
          "interlock-hops",
          SignedVerdict.NONCE_HEADER);
  private static final List<SignatureScheme> SCHEMES =
      List.of(
          SignatureScheme.SERVO,
          SignatureScheme.HUB,
          SignatureScheme.GITHUB,
          SignatureScheme.STANDARD);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final int LONGEST_LINE = 400;
  private static final int LONGEST_BODY = 8 << 10;
  private static final int LONGEST_PRETTY = 256 << 10;
  private static final int COLUMN = 18;

  private final CommandContext context;
  private final InstantSource clock;
  private final Map<SignatureScheme, WebhookVerifier> verifiers =
      new EnumMap<>(SignatureScheme.class);
  private final @Nullable SignedVerdict verdict;
  private final JsonMapper json = JsonMapper.builder().build();

  /// @param text lines, each ended
  /// @param genuine whether nothing speaks against it: what it is signed with verifies, and it is
  ///   signed where a secret was given
  record Findings(String text, boolean genuine) {}

  /// @throws IllegalArgumentException where a secret is malformed; never bears the secret
  ArrivalReport(CommandContext context, List<String> secrets, InstantSource clock) {
    this.context = context;
    this.clock = clock;
    this.verdict = secrets.isEmpty() ? null : SignedVerdict.of(secrets);
    if (!secrets.isEmpty()) {
      for (SignatureScheme scheme : SCHEMES) {
        WebhookVerifier.Builder builder = WebhookVerifier.builder().scheme(scheme).clock(clock);
        secrets.forEach(builder::secret);
        verifiers.put(scheme, builder.build());
      }
    }
  }

  Findings on(Arrival arrival) {
    StringBuilder text = new StringBuilder(512);
    text.append(TIME.format(LocalTime.ofInstant(clock.instant(), ZoneId.systemDefault())))
        .append(' ');
    text.append(safe(arrival.method())).append(' ').append(safe(arrival.target())).append('\n');
    for (String name : HEADERS) {
      String value = arrival.headers().apply(name);
      if (value != null) {
        line(text, name, safe(value));
      }
    }
    boolean genuine = verify(text, arrival);
    body(text, arrival.body());
    return new Findings(text.toString(), genuine);
  }

  /// `interlock-verdict` for a request that asks for one; nothing where it doesn't, or where there
  /// is no secret.
  Map<String, String> verdict(Arrival arrival, ArrivalAnswer answer) {
    String nonce = arrival.headers().apply(SignedVerdict.NONCE_HEADER);
    String id = arrival.headers().apply(SignatureScheme.ID_HEADER);
    if (verdict == null || nonce == null || id == null) {
      return Map.of();
    }
    return Map.of(
        SignedVerdict.HEADER,
        verdict.sign(
            new SignedVerdict.Request(id, nonce, arrival.body()),
            new SignedVerdict.Reply(answer.status(), answer.contentType(), answer.body())));
  }

  private boolean verify(StringBuilder text, Arrival arrival) {
    int verified = 0;
    int rejected = 0;
    for (SignatureScheme scheme : SCHEMES) {
      if (arrival.headers().apply(scheme.header()) == null) {
        continue;
      }
      WebhookVerifier verifier = verifiers.get(scheme);
      if (verifier == null) {
        line(text, scheme.toString(), "not verified: no --secret");
        continue;
      }
      switch (verifier.verify(arrival.headers(), arrival.body())) {
        case Verified _ -> {
          verified++;
          line(text, scheme.toString(), "verified");
        }
        case Rejected(var _, String message) -> {
          rejected++;
          line(text, scheme.toString(), "REJECTED: " + message);
        }
      }
    }
    if (!verifiers.isEmpty() && verified + rejected == 0) {
      line(text, "signature", "REJECTED: there is none");
    }
    return verifiers.isEmpty() || (verified > 0 && rejected == 0);
  }

  private void body(StringBuilder text, byte[] body) {
    if (body.length == 0) {
      line(text, "body", "empty");
      return;
    }
    String shown = pretty(body);
    int shownLength = Math.min(shown.length(), LONGEST_BODY);
    for (String line : shown.substring(0, shownLength).split("\r?\n", -1)) {
      text.append("    ").append(context.escape(line)).append('\n');
    }
    if (shownLength < shown.length()) {
      text.append("    … ").append(body.length).append(" bytes in all\n");
    }
  }

  private String pretty(byte[] body) {
    if (body.length <= LONGEST_PRETTY) {
      try {
        return json.writerWithDefaultPrettyPrinter().writeValueAsString(json.readTree(body));
      } catch (JacksonException _) {
        // Not JSON: as it is.
      }
    }
    return new String(body, 0, Math.min(body.length, LONGEST_PRETTY), UTF_8);
  }

  private String safe(String value) {
    return context.escape(
        value.length() <= LONGEST_LINE ? value : value.substring(0, LONGEST_LINE) + "…");
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append("  ")
        .append(name)
        .repeat(' ', Math.max(1, COLUMN - name.length()))
        .append(value)
        .append('\n');
  }
}
