package dev.interlock.api.http;

/// Answers one request, on a virtual thread. What it throws becomes a problem document.
@FunctionalInterface
public interface RouteHandler {
  RouteReply handle(RouteRequest request) throws Exception;
}
