package dev.interlock.webhooks.configuration;

import static com.fasterxml.jackson.annotation.JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.interlock.api.EventPattern;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One webhook as it stands in the file, or `defaults`. Null: not said. What is wrong with one key
/// alone is found here; what keys mean together, and what `defaults` adds, by `WebhookAssembly`.
public record HookSettings(
    @Nullable String name,
    @Nullable String description,
    @Nullable Boolean enabled,
    @JsonFormat(with = ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<EventPattern> events,
    @Nullable String when,
    @Nullable URI url,
    @Nullable Secret secret,
    @Nullable List<Secret> secrets,
    @JsonFormat(with = ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<String> signing,
    @Nullable Secret signingKey,
    @Nullable HeaderSettings headers,
    @Nullable BackoffSettings backoff,
    @Nullable TimeoutSettings timeout,
    @JsonFormat(with = ACCEPT_SINGLE_VALUE_AS_ARRAY) @Nullable List<StatusPattern> success,
    @Nullable FailurePolicies onFailure,
    @Nullable Boolean mutate,
    @Nullable String verdict,
    @Nullable String delivery,
    @Nullable Object ordered,
    @Nullable String poison,
    @Nullable Duration expire,
    @Nullable Integer concurrency,
    @Nullable Rate rate,
    @Nullable Duration disableAfter,
    @Nullable Integer maxBacklog,
    @Nullable TlsSettings tls,
    @Nullable AuthSettings auth,
    @Nullable AllowPrivate allowPrivate) {

  static final HookSettings NONE =
      new HookSettings(
          null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, null, null, null, null, null, null, null, null, null);

  public HookSettings {
    events = events == null ? null : List.copyOf(events);
    secrets = secrets == null ? null : List.copyOf(secrets);
    signing = signing == null ? null : List.copyOf(signing);
    success = success == null ? null : List.copyOf(success);
    HookRules.check(
        new HookRules.Texts(name, when, url, verdict),
        new HookRules.Queue(events, delivery, ordered, poison, concurrency));
    HookRules.checkLimits(expire, disableAfter, maxBacklog);
    HookRules.checkKeys(events, secret, secrets, signing, success);
  }

  /// This webhook laid over `below`. A mapping (`headers`, `backoff`, `timeout`, `on_failure`) is
  /// merged key by key, anything else taken whole.
  HookSettings over(HookSettings below) {
    boolean ownSecrets = secret != null || secrets != null;
    return new HookSettings(
        name,
        Merge.first(description, below.description),
        Merge.first(enabled, below.enabled),
        Merge.first(events, below.events),
        Merge.first(when, below.when),
        Merge.first(url, below.url),
        ownSecrets ? secret : below.secret,
        ownSecrets ? secrets : below.secrets,
        Merge.first(signing, below.signing),
        Merge.first(signingKey, below.signingKey),
        headers == null || below.headers == null
            ? Merge.first(headers, below.headers)
            : headers.over(below.headers),
        backoff == null || below.backoff == null
            ? Merge.first(backoff, below.backoff)
            : backoff.over(below.backoff),
        timeout == null || below.timeout == null
            ? Merge.first(timeout, below.timeout)
            : timeout.over(below.timeout),
        Merge.first(success, below.success),
        onFailure == null || below.onFailure == null
            ? Merge.first(onFailure, below.onFailure)
            : onFailure.over(below.onFailure),
        Merge.first(mutate, below.mutate),
        Merge.first(verdict, below.verdict),
        Merge.first(delivery, below.delivery),
        Merge.first(ordered, below.ordered),
        Merge.first(poison, below.poison),
        Merge.first(expire, below.expire),
        Merge.first(concurrency, below.concurrency),
        Merge.first(rate, below.rate),
        Merge.first(disableAfter, below.disableAfter),
        Merge.first(maxBacklog, below.maxBacklog),
        Merge.first(tls, below.tls),
        Merge.first(auth, below.auth),
        Merge.first(allowPrivate, below.allowPrivate));
  }
}
