package dev.interlock.webhooks.route;

import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;

/// What the delivery API does, by method and path. What reads needs the scope of readers.
enum ApiOperation {
  LIST_WEBHOOKS("GET", "/v1/webhooks", Limits.NO_BODY),
  SHOW_WEBHOOK("GET", "/v1/webhooks/{id}", Limits.NO_BODY),
  CREATE_WEBHOOK("POST", "/v1/webhooks", Limits.SMALL),
  REPLACE_WEBHOOK("PUT", "/v1/webhooks/{id}", Limits.SMALL),
  DELETE_WEBHOOK("DELETE", "/v1/webhooks/{id}", Limits.NO_BODY),
  PAUSE("POST", "/v1/webhooks/{id}/pause", Limits.NO_BODY),
  RESUME("POST", "/v1/webhooks/{id}/resume", Limits.NO_BODY),
  ENABLE("POST", "/v1/webhooks/{id}/enable", Limits.NO_BODY),
  RECOVER("POST", "/v1/webhooks/{id}/recover", Limits.SMALL),
  TEST("POST", "/v1/webhooks/{id}/test", Limits.PAYLOAD),
  ROTATE_SECRET("POST", "/v1/webhooks/{id}/rotate-secret", Limits.SMALL),
  STATISTICS("GET", "/v1/webhooks/{id}/stats", Limits.NO_BODY),
  LIST_DELIVERIES("GET", "/v1/deliveries", Limits.NO_BODY),
  SHOW_DELIVERY("GET", "/v1/deliveries/{id}", Limits.NO_BODY),
  CREATE_DELIVERY("POST", "/v1/deliveries", Limits.PAYLOAD),
  RETRY_DELIVERY("POST", "/v1/deliveries/{id}/retry", Limits.NO_BODY),
  CANCEL_DELIVERY("POST", "/v1/deliveries/{id}/cancel", Limits.NO_BODY),
  DELETE_DELIVERY("DELETE", "/v1/deliveries/{id}", Limits.NO_BODY),
  LIST_ATTEMPTS("GET", "/v1/delivery-attempts", Limits.NO_BODY),
  SHOW_ATTEMPT("GET", "/v1/delivery-attempts/{id}", Limits.NO_BODY);

  private final String method;
  private final String path;
  private final long maxBody;

  ApiOperation(String method, String path, long maxBody) {
    this.method = method;
    this.path = path;
    this.maxBody = maxBody;
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  ByteSize maxBody() {
    return new ByteSize(maxBody);
  }

  Scope scope() {
    return method.equals("GET") ? Scope.READ : Scope.MANAGE;
  }

  private static final class Limits {
    static final long NO_BODY = 1024;
    static final long SMALL = 64 << 10;

    /// The host's own limit is lower.
    static final long PAYLOAD = 256 << 20;
  }
}
