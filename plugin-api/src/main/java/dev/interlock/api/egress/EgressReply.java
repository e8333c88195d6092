package dev.interlock.api.egress;

import dev.interlock.api.egress.EgressRequest.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What came back.
///
/// @param body decompressed, at most the request's `maxReply`
/// @param truncated whether there was more
/// @param broken why its head or body can't be read to the end, where its status could; else empty
/// @param privatelyAllowed whether the address was reached only because the request's policy
///   allowed it
public record EgressReply(
    int status,
    List<Header> headers,
    byte[] body,
    boolean truncated,
    String broken,
    boolean privatelyAllowed,
    Duration took) {

  /// The first header of that name, whatever its case.
  public Optional<String> header(String name) {
    for (Header header : headers) {
      if (header.name().equalsIgnoreCase(name)) {
        return Optional.of(header.value());
      }
    }
    return Optional.empty();
  }
}
