package dev.interlock.webhooks.takeover;

import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.registered.RegisteredWebhook.Attempts;
import dev.interlock.webhooks.registered.RegisteredWebhook.Terms;
import dev.interlock.webhooks.registered.store.PostmandWebhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/// Terms that can be kept of what postmand had: what can't be sent as it stands there is replaced,
/// and named among the faults.
///
/// @param faults what is wrong; empty where the webhook may stay as active as it was
record Sendable(Terms terms, List<String> faults) {

  private static final String PLAIN_CONTENT = "application/octet-stream";

  Sendable {
    faults = List.copyOf(faults);
  }

  static Sendable of(PostmandWebhook webhook) {
    List<String> faults = new ArrayList<>();
    PostmandWebhook.Address address = webhook.address();
    Terms terms =
        new Terms(
            address.name(),
            url(address.url(), faults),
            contentType(address.contentType(), faults),
            successes(address.successes(), faults),
            webhook.active(),
            false,
            false,
            attempts(webhook.attempts(), faults));
    return new Sendable(terms, faults);
  }

  private static URI url(String text, List<String> faults) {
    try {
      URI url = new URI(text);
      String problem = UrlRules.problem(url);
      if (problem != null) {
        faults.add("url: " + problem);
      }
      return url;
    } catch (URISyntaxException _) {
      faults.add("url: no valid URL, its odd characters are escaped now");
      return escaped(text);
    }
  }

  /// The text as a path, which takes every character.
  private static URI escaped(String text) {
    try {
      return new URI(null, null, "/" + text, null);
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String contentType(String text, List<String> faults) {
    if (!text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      return text;
    }
    faults.add("content_type: can't be sent, " + PLAIN_CONTENT + " now");
    return PLAIN_CONTENT;
  }

  private static List<Integer> successes(List<Integer> codes, List<String> faults) {
    if (!codes.isEmpty()) {
      return codes;
    }
    faults.add("valid_status_codes: none, 200 now");
    return List.of(200);
  }

  private static Attempts attempts(Attempts given, List<String> faults) {
    Attempts least =
        new Attempts(
            Math.max(1, given.most()),
            Math.max(1, given.timeout()),
            Math.max(1, given.minBackoff()),
            Math.max(1, given.maxBackoff()));
    if (!least.equals(given)) {
      faults.add("attempts, timeout and backoff: expected at least 1, which they are now");
    }
    return least;
  }
}
