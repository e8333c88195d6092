package dev.interlock.webhooks.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A message as it was posted.
///
/// @param contentType without the blanks around it
/// @param body as it was given, to the letter
record MessageForm(long destination, String contentType, String body) {

  static final String DESTINATION = "destination";
  static final Set<String> FIELDS = Set.of(DESTINATION, "contentType", "msgBody");

  private static final int LONGEST_TYPE = 255;

  /// Null where something is refused, and why stands in the form.
  static @Nullable MessageForm of(RequestForm form) {
    OptionalLong destination = destination(form);
    String type = contentType(form);
    String body = body(form);
    return form.isValid() && destination.isPresent() && type != null && body != null
        ? new MessageForm(destination.getAsLong(), type, body)
        : null;
  }

  private static OptionalLong destination(RequestForm form) {
    String text = form.text(DESTINATION);
    if (text == null) {
      return OptionalLong.empty();
    }
    OptionalLong id = RelayId.parse(text.strip());
    if (id.isEmpty()) {
      form.refuse(
          DESTINATION, text.isEmpty() ? "Please inform a destination." : RequestForm.NOT_VALID);
    }
    return id;
  }

  private static @Nullable String contentType(RequestForm form) {
    String text = form.text("contentType");
    if (text == null) {
      return null;
    }
    String type = text.strip();
    if (type.isEmpty()) {
      form.refuse("contentType", "Please inform a content type.");
    } else if (type.length() > LONGEST_TYPE) {
      form.refuse(
          "contentType",
          "This value is too long. It should have " + LONGEST_TYPE + " characters or less.");
    } else if (!type.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      form.refuse("contentType", "Please inform a valid content type.");
    }
    return type;
  }

  private static @Nullable String body(RequestForm form) {
    String text = form.text("msgBody");
    if (text == null) {
      return null;
    }
    if (text.isEmpty()) {
      form.refuse("msgBody", "Please inform a message body.");
    } else if (!UTF_8.newEncoder().canEncode(text)) {
      form.refuse("msgBody", "This value is no Unicode text: half of a surrogate pair.");
    }
    return text;
  }
}
