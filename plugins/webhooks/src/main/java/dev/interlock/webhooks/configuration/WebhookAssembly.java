package dev.interlock.webhooks.configuration;

import dev.interlock.api.Preposition;
import dev.interlock.api.egress.TlsIdentity;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import dev.interlock.client.SignatureScheme;
import dev.interlock.client.SignedVerdict;
import dev.interlock.client.WebhookSigner;
import dev.interlock.webhooks.condition.Condition;
import dev.interlock.webhooks.configuration.Webhook.Asking;
import dev.interlock.webhooks.configuration.Webhook.Identity;
import dev.interlock.webhooks.configuration.Webhook.Sending;
import dev.interlock.webhooks.configuration.Webhook.Target;
import dev.interlock.webhooks.configuration.Webhook.Timeouts;
import java.util.List;
import java.util.Set;

/// Turns what was written of one webhook into what it means, and finds what its keys say wrongly
/// together.
final class WebhookAssembly {

  private static final List<String> USUAL_SIGNING = List.of("servo", "standard");

  private final HookSettings settings;
  private final EventSelection events;

  /// @param settings laid over `defaults`
  WebhookAssembly(HookSettings settings) {
    this.settings = settings;
    this.events = EventSelection.of(Required.value("events", settings.events()));
    Required.check("url", settings.url());
    checkPrepositions();
  }

  private void checkPrepositions() {
    if (!events.has(Preposition.BEFORE)) {
      beforeOnly("on_failure", settings.onFailure() != null);
      beforeOnly("mutate", Boolean.TRUE.equals(settings.mutate()));
      beforeOnly("verdict", settings.verdict() != null);
    }
    if (!events.has(Preposition.AFTER)) {
      HookRules.afterOnly("delivery", settings.delivery());
      HookRules.afterOnly("ordered", settings.ordered());
      HookRules.afterOnly("poison", settings.poison());
      HookRules.afterOnly("expire", settings.expire());
      HookRules.afterOnly("concurrency", settings.concurrency());
      HookRules.afterOnly("rate", settings.rate());
      HookRules.afterOnly("disable_after", settings.disableAfter());
      HookRules.afterOnly("max_backlog", settings.maxBacklog());
    }
  }

  private static void beforeOnly(String key, boolean given) {
    if (given) {
      throw new InvalidSetting(key, "before only: an event that has happened can't be stopped");
    }
  }

  /// Finds everything that is wrong but for the name.
  void check() {
    Webhook unnamed = build("", true);
    if (unnamed.events().includes().isEmpty()) {
      throw new InvalidSetting("events", "expected at least one (before|after):NAME");
    }
  }

  String generatedName() {
    return WebhookNames.generate(UrlRules.host(Required.value("url", settings.url())), events);
  }

  Webhook build(String name, boolean generated) {
    return new Webhook(
        new Identity(
            name,
            Merge.or(settings.description(), ""),
            Merge.or(settings.enabled(), Boolean.TRUE),
            generated,
            () -> Fingerprint.of(settings)),
        events,
        settings.when() == null ? null : Condition.compile(settings.when()),
        target(),
        sending(),
        asking(),
        new TellingAssembly(settings).build());
  }

  private Asking asking() {
    return new Asking(
        Merge.or(settings.onFailure(), FailurePolicies.NONE),
        Merge.or(settings.mutate(), Boolean.FALSE),
        settings.verdict() == null ? null : verdict(),
        Merge.or(settings.backoff(), BackoffSettings.NONE).over(TellingAssembly.MEMORY));
  }

  private Target target() {
    HeaderSettings headers = Merge.or(settings.headers(), HeaderSettings.NONE);
    AuthSettings auth = settings.auth();
    if (auth != null && headers.has("authorization")) {
      throw new InvalidSetting(
          "auth", "found a header authorization as well; expected one of the two");
    }
    TlsSettings tls = settings.tls();
    return new Target(
        Required.value("url", settings.url()),
        headers.all(),
        Merge.or(settings.allowPrivate(), AllowPrivate.NONE).policy(),
        tls == null ? TlsIdentity.DEFAULT : tls.identity(),
        auth);
  }

  private Sending sending() {
    TimeoutSettings timeout = Merge.or(settings.timeout(), TimeoutSettings.NONE);
    return new Sending(
        signer(),
        new Timeouts(timeout.connectOrDefault(), timeout.requestOrDefault()),
        Merge.or(settings.success(), List.of(StatusPattern.SUCCESS)));
  }

  private WebhookSigner signer() {
    List<SignatureScheme> schemes =
        Merge.or(settings.signing(), USUAL_SIGNING).stream().map(SignatureScheme::parse).toList();
    Secret key = settings.signingKey();
    boolean asymmetric = schemes.contains(SignatureScheme.ED25519);
    if (asymmetric != (key != null)) {
      throw new InvalidSetting(
          "signing_key",
          asymmetric
              ? "missing; ed25519 needs one: whsk_…"
              : "only ed25519 uses it, and signing has none");
    }
    boolean onlyAsymmetric = asymmetric && Set.copyOf(schemes).size() == 1;
    List<String> secrets = onlyAsymmetric && !hasSecret() ? List.of() : secrets();
    try {
      List<String> keys = key == null ? List.of() : List.of(key.reveal());
      return WebhookSigner.of(schemes, secrets, keys);
    } catch (IllegalArgumentException e) {
      String message = e.getMessage() == null ? "malformed" : e.getMessage();
      throw wrap(message.startsWith("signing key") ? "signing_key" : secretKey(), message, e);
    }
  }

  private SignedVerdict verdict() {
    try {
      return SignedVerdict.of(secrets());
    } catch (IllegalArgumentException e) {
      throw wrap(secretKey(), String.valueOf(e.getMessage()), e);
    }
  }

  private static InvalidSetting wrap(String key, String message, IllegalArgumentException cause) {
    InvalidSetting invalid = new InvalidSetting(key, message);
    invalid.initCause(cause);
    return invalid;
  }

  private boolean hasSecret() {
    return settings.secret() != null || settings.secrets() != null;
  }

  private String secretKey() {
    return settings.secrets() == null ? "secret" : "secrets";
  }

  private List<String> secrets() {
    List<Secret> several = settings.secrets();
    if (several != null) {
      return several.stream().map(Secret::reveal).toList();
    }
    return List.of(Required.value("secret", settings.secret()).reveal());
  }
}
