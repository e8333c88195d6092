package dev.interlock.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `before:measure`, `after:*`, `before:adj*`: which hooks a handler of a pattern sees. In
/// configuration records the host checks it against the events that there are, and names the
/// nearest where there is none.
///
/// @param excludes written with a leading `!`: what it matches is taken from what the other
///   patterns match
public record EventPattern(boolean excludes, Preposition preposition, String glob) {

  private static final Pattern FORM = Pattern.compile("(!?)(before|after|on):([a-z*][a-z0-9_*]*)");

  public EventPattern {
    if (preposition == Preposition.ON) {
      throw new IllegalArgumentException("webhooks hook before or after, found on:" + glob);
    }
  }

  /// @throws IllegalArgumentException saying what was found and what was expected
  public static EventPattern parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected (before|after):NAME, * in NAME for any characters");
    }
    Preposition preposition =
        switch (matcher.group(2)) {
          case "before" -> Preposition.BEFORE;
          case "after" -> Preposition.AFTER;
          default -> throw new IllegalArgumentException("webhooks hook before or after");
        };
    return new EventPattern(!matcher.group(1).isEmpty(), preposition, matcher.group(3));
  }

  public boolean isWildcard() {
    return glob.indexOf('*') >= 0;
  }

  /// Whether an event of this name is meant; a wildcard never means a notice.
  public boolean matches(Event<?, ?> event) {
    return isWildcard()
        ? !event.isNotice() && matchesName(event.name())
        : glob.equals(event.name());
  }

  /// Whether the glob covers the whole name, in linear time.
  public boolean matchesName(String name) {
    int at = 0;
    int in = 0;
    int star = -1;
    int mark = 0;
    while (in < name.length()) {
      if (at < glob.length() && glob.charAt(at) == '*') {
        star = at++;
        mark = in;
      } else if (at < glob.length() && glob.charAt(at) == name.charAt(in)) {
        at++;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        in = ++mark;
      } else {
        return false;
      }
    }
    while (at < glob.length() && glob.charAt(at) == '*') {
      at++;
    }
    return at == glob.length();
  }

  @Override
  public String toString() {
    return (excludes ? "!" : "") + preposition + ":" + glob;
  }
}
