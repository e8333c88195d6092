package dev.interlock.webhooks.configuration;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.interlock.api.settings.InvalidSetting;

/// A status code, `200`, or a class of them, `2xx`. Redirects can't be a success: they are never
/// followed.
public record StatusPattern(int lowest, int highest) {

  static final StatusPattern SUCCESS = new StatusPattern(200, 299);

  public StatusPattern {
    if (lowest < 200 || highest > 599 || (lowest < 400 && highest >= 300)) {
      throw new InvalidSetting(
          "", "expected a code or a class such as 200 or 2xx; never 1xx or 3xx");
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static StatusPattern ofCode(int code) {
    return new StatusPattern(code, code);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static StatusPattern ofText(String text) {
    if (text.length() == 3 && text.charAt(0) >= '1' && text.charAt(0) <= '5') {
      int hundred = (text.charAt(0) - '0') * 100;
      if (text.endsWith("xx")) {
        return new StatusPattern(hundred, hundred + 99);
      }
      if (isDigit(text.charAt(1)) && isDigit(text.charAt(2))) {
        return ofCode(Integer.parseInt(text));
      }
    }
    throw new InvalidSetting(
        "", "found \"" + text + "\", expected a code or a class such as 200 or 2xx");
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  public boolean covers(int status) {
    return status >= lowest && status <= highest;
  }
}
