package dev.interlock.api.http;

import java.util.Map;

/// How replies of a compatible API differ from the host's own.
///
/// @param headers on every reply, those of the host's checks included
/// @param emptyMediaRefusal whether a body that is no `application/json` is answered by a 415
///   without a body, in place of a problem document
/// @param trailingSlash whether a slash at the end of the path makes no difference
public record RouteStyle(
    Map<String, String> headers, boolean emptyMediaRefusal, boolean trailingSlash) {

  public static final RouteStyle USUAL = new RouteStyle(Map.of(), false, false);

  public RouteStyle {
    headers = Map.copyOf(headers);
  }
}
