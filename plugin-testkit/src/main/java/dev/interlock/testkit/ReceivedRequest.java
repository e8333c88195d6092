package dev.interlock.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;

/// A request as it came over the wire.
///
/// @param connection which connection it came on, counted from 1: two requests on one share its
///   number
/// @param head request line and headers
/// @param body decoded from chunks, otherwise untouched
public record ReceivedRequest(int connection, Head head, byte[] body) {

  /// @param headers in their order, each name as it was written
  public record Head(String method, String target, List<Header> headers) {
    public Head {
      headers = List.copyOf(headers);
    }
  }

  public record Header(String name, String value) {}

  public String method() {
    return head.method();
  }

  /// Path and query.
  public String target() {
    return head.target();
  }

  /// The first header of that name, whatever its case.
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /// Every value of that name, whatever its case.
  public List<String> headers(String name) {
    return head.headers().stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .toList();
  }

  public String text() {
    return new String(body, UTF_8);
  }
}
