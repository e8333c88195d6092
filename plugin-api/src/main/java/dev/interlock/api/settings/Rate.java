package dev.interlock.api.settings;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// So many a second: `100/s`, `0.5/s`, `600/m`.
public record Rate(double perSecond) {

  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)/([sm])");

  public Rate {
    if (!(perSecond > 0)) {
      throw new IllegalArgumentException(
          "a rate must be more than nothing: found " + perSecond + "/s");
    }
  }

  /// @throws IllegalArgumentException saying what was expected
  public static Rate parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("expected a rate: 100/s, 0.5/s, 600/m");
    }
    double amount = Double.parseDouble(matcher.group(1));
    return new Rate(matcher.group(2).equals("m") ? amount / 60 : amount);
  }

  @Override
  public String toString() {
    return perSecond == Math.rint(perSecond) ? (long) perSecond + "/s" : perSecond + "/s";
  }
}
