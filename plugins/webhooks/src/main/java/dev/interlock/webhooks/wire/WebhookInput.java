package dev.interlock.webhooks.wire;

import dev.interlock.webhooks.configuration.UrlRules;
import dev.interlock.webhooks.registered.RegisteredWebhook.Attempts;
import dev.interlock.webhooks.registered.RegisteredWebhook.Terms;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A webhook as a request describes it, validated. What the server decides (`id`, `created_at`, …)
/// and what it doesn't know is ignored.
///
/// @param secret empty for none; `MASK`: the one that there is
public record WebhookInput(Terms terms, String secret) {

  /// What a secret reads as.
  public static final String MASK = "********";

  private static final String BLANK = "cannot be blank";
  private static final int SHORTEST_NAME = 3;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_URL = 8192;
  private static final int LONGEST_SECRET = 4096;

  /// Of a `smallint`, as postmand keeps them.
  private static final int HIGHEST = 32_767;

  /// @throws WireError saying all that is wrong with it
  public static WebhookInput read(byte[] body) {
    ObjectNode object = WireJson.read(body);
    Fields fields = new Fields(object);
    Faults faults = new Faults();
    String name = name(fields, faults);
    URI url = url(fields.text("url"), faults);
    String contentType = contentType(fields.text("content_type"), faults);
    List<Integer> successes = successes(fields.numbers("valid_status_codes"), faults);
    Attempts attempts =
        new Attempts(
            positive(fields, "max_delivery_attempts", faults),
            positive(fields, "delivery_attempt_timeout", faults),
            positive(fields, "retry_min_backoff", faults),
            positive(fields, "retry_max_backoff", faults));
    String secret = fields.text("secret_token");
    faults.addIf(
        secret.length() > LONGEST_SECRET,
        "secret_token",
        "the length must be no more than " + LONGEST_SECRET);
    boolean active = fields.flag("active");
    boolean ordered = fields.flag("ordered");
    boolean returned = fields.flag("return_secret");
    faults.check();
    return new WebhookInput(
        new Terms(
            name,
            url == null ? URI.create("") : url,
            contentType,
            successes,
            active,
            ordered,
            returned,
            attempts),
        secret);
  }

  private static String name(Fields fields, Faults faults) {
    String name = fields.text("name");
    int length = name.codePointCount(0, name.length());
    faults.addIf(name.isEmpty(), "name", BLANK);
    faults.addIf(
        length < SHORTEST_NAME || length > LONGEST_NAME,
        "name",
        "the length must be between " + SHORTEST_NAME + " and " + LONGEST_NAME);
    faults.addIf(
        name.chars().anyMatch(Character::isISOControl), "name", "must not have control characters");
    return name;
  }

  private static @Nullable URI url(String text, Faults faults) {
    if (text.isEmpty()) {
      faults.add("url", BLANK);
      return null;
    }
    if (text.length() > LONGEST_URL) {
      faults.add("url", "the length must be no more than " + LONGEST_URL);
      return null;
    }
    try {
      URI url = new URI(text);
      String problem = UrlRules.problem(url);
      if (problem != null) {
        faults.add("url", "must be a valid URL: " + problem);
      }
      return url;
    } catch (URISyntaxException _) {
      faults.add("url", "must be a valid URL");
      return null;
    }
  }

  private static String contentType(String text, Faults faults) {
    faults.addIf(text.isEmpty(), "content_type", BLANK);
    faults.addIf(
        text.length() > LONGEST_NAME || text.chars().anyMatch(c -> c < ' ' || c > '~'),
        "content_type",
        "must be a valid content type");
    return text;
  }

  private static List<Integer> successes(List<Integer> codes, Faults faults) {
    faults.addIf(codes.isEmpty(), "valid_status_codes", BLANK);
    faults.addIf(
        codes.size() > 500 || codes.stream().anyMatch(code -> code < 100 || code > 599),
        "valid_status_codes",
        "must be status codes from 100 to 599");
    return codes;
  }

  private static int positive(Fields fields, String name, Faults faults) {
    int number = fields.number(name);
    faults.addIf(number == 0, name, BLANK);
    faults.addIf(number < 1, name, "must be no less than 1");
    faults.addIf(number > HIGHEST, name, "must be no greater than " + HIGHEST);
    return number;
  }
}
