package dev.interlock.webhooks.request;

import tools.jackson.databind.json.JsonMapper;

/// The mapper of small JSON bodies. It is made with the first body, as the making would hold up the
/// start.
public final class Bodies {

  public static final JsonMapper MAPPER = new JsonMapper();

  private Bodies() {}
}
