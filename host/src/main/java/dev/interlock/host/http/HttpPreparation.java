package dev.interlock.host.http;

/// Begins with what takes the start of the API most of its time, whatever its settings. Nothing
/// depends on it: what it hasn't loaded yet is loaded when it is needed.
public final class HttpPreparation {

  private HttpPreparation() {}

  /// Returns at once; the work is done by a thread of its own.
  public static void begin() {
    Thread.ofPlatform().daemon().name("http-preparation").start(HttpServer::prepare);
  }
}
