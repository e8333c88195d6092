package dev.interlock.bench;

import io.helidon.webserver.WebServer;

/// The yardstick for a server: Helidon with one route. Says when it is ready, and runs until it is
/// ended.
public final class BareServer {

  private BareServer() {}

  public static void main(String[] arguments) {
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(routing -> routing.get("/livez", (request, response) -> response.send("ok")))
            .build()
            .start();
    System.out.println("Bare ready in time, port " + server.port());
  }
}
