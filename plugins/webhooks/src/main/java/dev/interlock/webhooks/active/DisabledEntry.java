package dev.interlock.webhooks.active;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The reason for which a webhook was disabled, with the fingerprint of the entry that was: kept
/// where the reason is kept, so that any host that later reads another entry knows that it was
/// edited, and enables it again.
///
/// @param reason for people
/// @param fingerprint empty where it isn't known
public record DisabledEntry(String reason, Optional<String> fingerprint) {

  private static final Pattern FORM =
      Pattern.compile("(.*) \\[entry ([0-9a-f]{16})]", Pattern.DOTALL);

  /// What `text` says.
  public static DisabledEntry parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? new DisabledEntry(matcher.group(1), Optional.of(matcher.group(2)))
        : new DisabledEntry(text, Optional.empty());
  }

  /// `reason` with `fingerprint` behind it.
  static String format(String reason, String fingerprint) {
    return reason + " [entry " + fingerprint + "]";
  }

  /// Whether it was another entry that was disabled.
  boolean isEdited(String current) {
    return fingerprint.isPresent() && !fingerprint.get().equals(current);
  }
}
