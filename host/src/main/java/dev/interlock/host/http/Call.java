package dev.interlock.host.http;

import dev.interlock.api.http.RouteRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// A request that passed the checks. Confined to its thread.
final class Call implements RouteRequest {

  private final Caller caller;
  private final Map<String, String> variables;
  private final RequestTarget target;
  private final Function<String, Optional<String>> headers;
  private final byte[] body;
  private final BodyBudget.Share share;

  Call(
      Caller caller,
      Map<String, String> variables,
      RequestTarget target,
      Function<String, Optional<String>> headers,
      byte[] body,
      BodyBudget.Share share) {
    this.caller = caller;
    this.variables = variables;
    this.target = target;
    this.headers = headers;
    this.body = body;
    this.share = share;
  }

  /// Its body is used until then, though it is answered before.
  void bodyUsedUntil(CompletableFuture<?> end) {
    share.keepUntil(end);
  }

  Caller identity() {
    return caller;
  }

  @Override
  public String caller() {
    return caller.name();
  }

  @Override
  public String path(String name) {
    String value = variables.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the route has no {" + name + "}, only " + variables.keySet());
    }
    return value;
  }

  @Override
  public Optional<String> query(String name) {
    return queries(name).stream().findFirst();
  }

  /// Every value of a parameter that stands more than once.
  List<String> queries(String name) {
    return target.query().getOrDefault(name, List.of());
  }

  @Override
  public Optional<String> header(String name) {
    return headers.apply(name);
  }

  @Override
  public byte[] body() {
    return body;
  }
}
