package dev.interlock.webhooks.configuration;

import dev.interlock.api.EventPattern;
import dev.interlock.api.Preposition;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import dev.interlock.client.SignatureScheme;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What is wrong with the keys of one webhook, whatever `defaults` adds.
final class HookRules {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
  private static final int LONGEST_EXPRESSION = 4096;
  private static final int MOST_AT_ONCE = 1024;

  record Texts(
      @Nullable String name, @Nullable String when, @Nullable URI url, @Nullable String verdict) {}

  record Queue(
      @Nullable List<EventPattern> events,
      @Nullable String delivery,
      @Nullable Object ordered,
      @Nullable String poison,
      @Nullable Integer concurrency) {

    boolean beforeOnly() {
      if (events == null) {
        return false;
      }
      EventSelection selected = EventSelection.of(events);
      return selected.has(Preposition.BEFORE) && !selected.has(Preposition.AFTER);
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
    checkExpression("when", texts.when);
    checkQueue(queue);
  }

  private static void checkExpression(String key, @Nullable Object expression) {
    if (expression instanceof String text
        && (text.isBlank() || text.length() > LONGEST_EXPRESSION)) {
      throw new InvalidSetting(key, "expected an expression of at most 4 KiB");
    }
  }

  private static void checkQueue(Queue queue) {
    if (queue.beforeOnly()) {
      afterOnly("delivery", queue.delivery);
      afterOnly("ordered", queue.ordered);
      afterOnly("poison", queue.poison);
      afterOnly("concurrency", queue.concurrency);
    }
    oneOf("delivery", queue.delivery, "memory", "durable");
    oneOf("poison", queue.poison, "park", "skip", "hold");
    if (queue.ordered != null
        && !(queue.ordered instanceof Boolean)
        && !(queue.ordered instanceof String)) {
      throw new InvalidSetting(
          "ordered", "expected true, false, or an expression such as body.parameters.service");
    }
    checkExpression("ordered", queue.ordered);
    if (queue.concurrency != null && (queue.concurrency < 1 || queue.concurrency > MOST_AT_ONCE)) {
      throw new InvalidSetting(
          "concurrency", "found " + queue.concurrency + ", expected 1 to " + MOST_AT_ONCE);
    }
  }

  private static void oneOf(String key, @Nullable String found, String... words) {
    if (found != null && !List.of(words).contains(found)) {
      throw new InvalidSetting(
          key, "found \"" + found + "\", expected one of " + String.join(", ", words));
    }
  }

  static void afterOnly(String key, @Nullable Object value) {
    if (value != null) {
      throw new InvalidSetting(key, "after only: a before webhook is sent while the event waits");
    }
  }

  static void checkLimits(
      @Nullable Duration expire, @Nullable Duration disableAfter, @Nullable Integer maxBacklog) {
    requirePositive("expire", expire);
    requirePositive("disable_after", disableAfter);
    if (maxBacklog != null && maxBacklog < 1) {
      throw new InvalidSetting("max_backlog", "found " + maxBacklog + ", expected 1 or more");
    }
  }

  private static void requirePositive(String key, @Nullable Duration duration) {
    if (duration != null && !duration.isPositive()) {
      throw new InvalidSetting(key, "found 0s, expected more");
    }
  }

  static void checkKeys(
      @Nullable List<EventPattern> events,
      @Nullable Secret secret,
      @Nullable List<Secret> secrets,
      @Nullable List<String> signing,
      @Nullable List<StatusPattern> success) {
    if (events != null && EventSelection.of(events).includes().isEmpty()) {
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
}
