package dev.interlock.webhooks.configuration;

import dev.interlock.api.EventPattern;
import dev.interlock.api.settings.InvalidSetting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Names webhooks that have none after their host and events: `example.com-after-measure`. Renaming
/// one orphans what is queued under it, so a file should name them itself.
final class WebhookNames {

  private static final int LONGEST = 100;

  /// @param generated whether the file gave none
  record Named(String name, boolean generated) {}

  private WebhookNames() {}

  /// The forwarder's destinations go by names of this form in the queue.
  static void keepFromDestinations(String list, List<Webhook> webhooks) {
    for (int i = 0; i < webhooks.size(); i++) {
      String name = webhooks.get(i).name();
      if (name.matches("relay-[0-9]+")) {
        throw new InvalidSetting(
            list + "[" + i + "].name",
            "found \"" + name + "\", a destination's name: compat.relay needs it");
      }
    }
  }

  /// @throws InvalidSetting where a file gives one name twice
  static List<Named> choose(
      String prefix, List<HookSettings> hooks, List<WebhookAssembly> assemblies) {
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < hooks.size(); i++) {
      String name = hooks.get(i).name();
      if (name != null && !taken.add(name)) {
        throw new InvalidSetting(
            prefix + "[" + i + "].name", "found \"" + name + "\" twice; names are unique");
      }
    }
    List<Named> names = new ArrayList<>();
    for (int i = 0; i < hooks.size(); i++) {
      String name = hooks.get(i).name();
      names.add(
          name == null
              ? new Named(free(taken, assemblies.get(i).generatedName()), true)
              : new Named(name, false));
    }
    return names;
  }

  static String generate(String host, EventSelection events) {
    StringBuilder text = new StringBuilder(host.toLowerCase(Locale.ROOT));
    for (EventPattern pattern : events.includes()) {
      text.append('-').append(pattern.preposition()).append('-').append(pattern.glob());
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < text.length() && name.length() < LONGEST; i++) {
      char c = text.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
      if (plain && !(name.isEmpty() && !Character.isLetterOrDigit(c))) {
        name.append(c);
      } else if (c == '*') {
        name.append("any");
      }
    }
    return name.toString();
  }

  private static String free(Set<String> taken, String wanted) {
    String name = wanted;
    for (int i = 2; !taken.add(name); i++) {
      name = wanted + "-" + i;
    }
    return name;
  }
}
