package dev.interlock.webhooks.relay;

import dev.interlock.api.http.RouteReply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// `/doc`: the API, for people.
final class DocumentPage {

  static final RouteReply REPLY = new RouteReply(200, "text/html; charset=UTF-8", read());

  private DocumentPage() {}

  private static byte[] read() {
    try (InputStream page = DocumentPage.class.getResourceAsStream("doc.html")) {
      return Objects.requireNonNull(page, "doc.html stands beside this class").readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
