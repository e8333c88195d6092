package dev.interlock.host.http;

/// Answers one request, on the virtual thread of its connection. What it throws becomes a problem.
@FunctionalInterface
interface Endpoint {
  Reply handle(Call call) throws Exception;
}
