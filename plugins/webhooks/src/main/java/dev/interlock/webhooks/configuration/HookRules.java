package dev.interlock.webhooks.configuration;

import dev.interlock.api.EventPattern;
import dev.interlock.api.Preposition;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Rate;
import dev.interlock.api.settings.Secret;
import dev.interlock.client.SignatureScheme;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is wrong with the keys of one webhook, whatever `defaults` adds. Keys whose work comes with
/// a later version are refused with a message that begins `not yet: `, never ignored.
final class HookRules {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int USUAL_CONCURRENCY = 16;

  record Texts(
      @Nullable String name, @Nullable String when, @Nullable URI url, @Nullable String verdict) {}

  record Queue(
      @Nullable List<EventPattern> events,
      @Nullable String delivery,
      @Nullable Object ordered,
      @Nullable String poison,
      @Nullable Integer concurrency) {

    boolean beforeOnly() {
      return events != null
          && events.stream().anyMatch(pattern -> !pattern.excludes())
          && events.stream()
              .filter(pattern -> !pattern.excludes())
              .allMatch(pattern -> pattern.preposition() == Preposition.BEFORE);
    }
  }

  private HookRules() {}

  static void check(Texts texts, Queue queue) {
    if (texts.name != null && !NAME.matcher(texts.name).matches()) {
      throw new InvalidSetting(
          "name", "expected up to 128 letters, digits, dots, dashes and underscores");
    }
    if (texts.url != null) {
      UrlRules.check("url", texts.url);
    }
    if (texts.verdict != null && !texts.verdict.equals("signed")) {
      throw new InvalidSetting("verdict", "found \"" + texts.verdict + "\", expected signed");
    }
    if (texts.when != null) {
      throw notYet("when", "filters come with a later version");
    }
    checkQueue(queue);
  }

  private static void checkQueue(Queue queue) {
    if (queue.beforeOnly()) {
      afterOnly("delivery", queue.delivery);
      afterOnly("ordered", queue.ordered);
      afterOnly("poison", queue.poison);
      afterOnly("concurrency", queue.concurrency);
    }
    if (queue.delivery != null && !queue.delivery.equals("memory")) {
      throw queue.delivery.equals("durable")
          ? notYet("delivery", "durable delivery comes with a later version; memory works now")
          : new InvalidSetting(
              "delivery", "found \"" + queue.delivery + "\", expected memory or durable");
    }
    if (queue.ordered != null && !Boolean.FALSE.equals(queue.ordered)) {
      throw notYet("ordered", "ordering comes with durable delivery");
    }
    if (queue.poison != null && !List.of("park", "skip", "hold").contains(queue.poison)) {
      throw new InvalidSetting(
          "poison", "found \"" + queue.poison + "\", expected park, skip or hold");
    }
    if (queue.poison != null && !queue.poison.equals("park")) {
      throw notYet("poison", "it comes with durable delivery");
    }
    if (queue.concurrency != null && queue.concurrency < 1) {
      throw new InvalidSetting(
          "concurrency", "found " + queue.concurrency + ", expected 1 or more");
    }
    if (queue.concurrency != null && queue.concurrency != USUAL_CONCURRENCY) {
      throw notYet(
          "concurrency", "other than " + USUAL_CONCURRENCY + " comes with a later version");
    }
  }

  static void afterOnly(String key, @Nullable Object value) {
    if (value != null) {
      throw new InvalidSetting(key, "after only: a before webhook is sent while the event waits");
    }
  }

  static void checkExpiry(
      @Nullable Duration expire, @Nullable Rate rate, @Nullable Duration disableAfter) {
    if (expire != null && !expire.isPositive()) {
      throw new InvalidSetting("expire", "found 0s, expected more");
    }
    if (rate != null) {
      throw notYet("rate", "rates come with a later version");
    }
    if (disableAfter != null) {
      throw notYet("disable_after", "it comes with durable delivery");
    }
  }

  static void checkKeys(
      @Nullable List<EventPattern> events,
      @Nullable Secret secret,
      @Nullable List<Secret> secrets,
      @Nullable List<String> signing,
      @Nullable List<StatusPattern> success) {
    if (events != null && events.stream().allMatch(EventPattern::excludes)) {
      throw new InvalidSetting("events", "expected at least one (before|after):NAME");
    }
    if (secret != null && secrets != null) {
      throw new InvalidSetting("secrets", "found secret as well; expected one of the two");
    }
    if (secrets != null && (secrets.isEmpty() || secrets.size() > 8)) {
      throw new InvalidSetting("secrets", "found " + secrets.size() + ", expected 1 to 8");
    }
    if (success != null && success.isEmpty()) {
      throw new InvalidSetting("success", "found none, expected codes or classes such as 2xx");
    }
    if (signing != null) {
      checkSchemes(signing);
    }
  }

  private static void checkSchemes(List<String> signing) {
    if (signing.isEmpty()) {
      throw new InvalidSetting("signing", "found none, expected at least one scheme");
    }
    for (int i = 0; i < signing.size(); i++) {
      try {
        SignatureScheme.parse(signing.get(i));
      } catch (IllegalArgumentException e) {
        InvalidSetting invalid =
            new InvalidSetting("signing[" + i + "]", String.valueOf(e.getMessage()));
        invalid.initCause(e);
        throw invalid;
      }
    }
  }

  static InvalidSetting notYet(String key, String when) {
    return new InvalidSetting(key, "not yet: " + when);
  }
}
