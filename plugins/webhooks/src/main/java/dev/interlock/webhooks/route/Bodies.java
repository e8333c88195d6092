package dev.interlock.webhooks.route;

import tools.jackson.databind.json.JsonMapper;

/// The mapper of this package. It is made with the first body, as the making would hold up the
/// start.
final class Bodies {

  static final JsonMapper MAPPER = new JsonMapper();

  private Bodies() {}
}
