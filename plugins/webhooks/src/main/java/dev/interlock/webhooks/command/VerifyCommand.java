package dev.interlock.webhooks.command;

import dev.interlock.api.command.CommandContext;
import dev.interlock.api.command.ExitCode;
import dev.interlock.api.settings.Durations;
import dev.interlock.client.SignatureScheme;
import dev.interlock.client.Verification;
import dev.interlock.client.Verification.Rejected;
import dev.interlock.client.Verification.Verified;
import dev.interlock.client.WebhookVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `interlock verify`: checks one signature over what comes on standard input. One line, exit 0 or
/// 1. The secret is never printed.
@Command(
    name = "verify",
    description = "Checks one signature; the body comes on standard input.",
    mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {

  private static final int MAX_BODY = 64 << 20;

  private final CommandContext context;
  private final InputStream input;
  private final InstantSource clock;

  @Spec private CommandSpec spec;

  @Option(
      names = "--secret",
      required = true,
      paramLabel = "env:NAME|@FILE|VALUE",
      description = "The secret; with ed25519 the public key, whpk_...")
  private String secret;

  @Option(
      names = "--scheme",
      required = true,
      paramLabel = "SCHEME",
      description = "servo, hub, github, standard or ed25519.")
  private String scheme;

  @Option(
      names = "--signature",
      required = true,
      paramLabel = "VALUE",
      description = "The header's value.")
  private String signature;

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "webhook-id; standard and ed25519 sign it.")
  private @Nullable String id;

  @Option(
      names = "--timestamp",
      paramLabel = "SECONDS",
      description = "webhook-timestamp; standard and ed25519 sign it.")
  private @Nullable String timestamp;

  @Option(
      names = "--tolerance",
      paramLabel = "DURATION",
      description = "How far --timestamp may be from now (default: any distance).")
  private @Nullable String tolerance;

  public VerifyCommand(CommandContext context) {
    this(context, System.in, context.clock());
  }

  @SuppressWarnings("NullAway.Init")
  VerifyCommand(CommandContext context, InputStream input, InstantSource clock) {
    this.context = context;
    this.input = input;
    this.clock = clock;
  }

  @Override
  public Integer call() throws IOException {
    SignatureScheme chosen = chosenScheme();
    WebhookVerifier verifier = verifier(chosen);
    Map<String, String> headers = headers(chosen);
    byte[] body = input.readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw new ParameterException(spec.commandLine(), "the body has more than 64 MiB");
    }
    PrintWriter out = spec.commandLine().getOut();
    return switch (verifier.verify(headers::get, body)) {
      case Verified verified -> {
        out.println("verified: " + chosen);
        yield ExitCode.OK;
      }
      case Rejected(var _, String message) -> {
        out.println("rejected: " + message + hint(verifier, headers, body));
        yield ExitCode.FAILED;
      }
    };
  }

  private SignatureScheme chosenScheme() {
    SignatureScheme chosen;
    try {
      chosen = SignatureScheme.parse(scheme);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--scheme: found \""
              + context.escape(scheme)
              + "\", expected servo, hub, github, standard or ed25519",
          e);
    }
    if (chosen.timestamped() && (id == null || timestamp == null)) {
      throw new ParameterException(
          spec.commandLine(), chosen + " signs id and time too: give --id and --timestamp");
    }
    return chosen;
  }

  private WebhookVerifier verifier(SignatureScheme chosen) {
    WebhookVerifier.Builder builder = WebhookVerifier.builder().scheme(chosen).clock(clock);
    try {
      String value = context.secret(secret);
      builder =
          chosen == SignatureScheme.ED25519 ? builder.publicKey(value) : builder.secret(value);
      builder =
          tolerance == null ? builder.withoutWindow() : builder.window(Durations.parse(tolerance));
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Map<String, String> headers(SignatureScheme chosen) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.put(chosen.header(), signature);
    if (id != null) {
      headers.put(SignatureScheme.ID_HEADER, id);
    }
    if (timestamp != null) {
      headers.put(SignatureScheme.TIMESTAMP_HEADER, timestamp);
    }
    return headers;
  }

  /// The usual mistake: `echo` and most editors end the body with a line feed that was never
  /// signed.
  private static String hint(WebhookVerifier verifier, Map<String, String> headers, byte[] body) {
    if (body.length == 0 || body[body.length - 1] != '\n') {
      return "";
    }
    byte[] shorter = Arrays.copyOf(body, body.length - 1);
    Verification again = verifier.verify(headers::get, shorter);
    return again instanceof Verified
        ? "; without the line feed at its end the body would verify"
        : "";
  }
}
