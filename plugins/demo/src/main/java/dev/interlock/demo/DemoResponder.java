package dev.interlock.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.http.Listener;
import dev.interlock.api.http.ListenerSettings;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.api.http.RouteStyle;
import dev.interlock.api.http.Routes;
import dev.interlock.api.http.Routes.Scope;
import dev.interlock.api.settings.ByteSize;
import dev.interlock.client.SignatureScheme;
import dev.interlock.client.Verification.Rejected;
import dev.interlock.client.Verification.Verified;
import dev.interlock.client.Veto;
import dev.interlock.client.WebhookVerifier;
import java.time.InstantSource;
import java.util.function.Function;
import java.util.stream.Collectors;

/// A responder as anybody could write one with the client, on a port of its own: `/record` verifies
/// and thanks, `/window` vetoes adjustments outside the permitted hours, `/healthz` is there to be
/// measured. Thread-safe.
final class DemoResponder {

  private static final ByteSize MAX_BODY = new ByteSize(1 << 20);

  private final WebhookVerifier verifier;
  private final AdjustmentWindow window;

  private DemoResponder(WebhookVerifier verifier, AdjustmentWindow window) {
    this.verifier = verifier;
    this.window = window;
  }

  /// Listens until its connector stops.
  ///
  /// @return the port
  /// @throws dev.interlock.api.InterlockException where the port is taken, saying which setting
  ///   gives another
  static int start(
      DemoSettings settings, AdjustmentWindow window, InstantSource clock, Routes routes) {
    WebhookVerifier verifier =
        WebhookVerifier.builder()
            .secret(settings.secret().reveal())
            .scheme(SignatureScheme.SERVO)
            .scheme(SignatureScheme.STANDARD)
            .clock(clock)
            .build();
    DemoSettings.Address address = settings.responder();
    Listener listener =
        routes.listen(
            new ListenerSettings(
                address.host(), address.port(), "demo.responder.port", RouteStyle.USUAL));
    new DemoResponder(verifier, window).serve(listener.routes());
    return listener.port();
  }

  private void serve(Routes routes) {
    add(routes, "GET", "/healthz", request -> text(200, "ok\n"));
    add(routes, "POST", "/record", request -> verified(request, DemoResponder::thank));
    add(routes, "POST", "/window", request -> verified(request, genuine -> decide()));
  }

  private static void add(Routes routes, String method, String path, RouteHandler handler) {
    routes.route(method, path, Scope.NONE, MAX_BODY, handler);
  }

  private RouteReply verified(RouteRequest request, Function<Verified, RouteReply> answer) {
    return switch (verifier.verify(name -> request.header(name).orElse(null), request.body())) {
      case Verified genuine -> answer.apply(genuine);
      case Rejected(var _, String message) -> text(401, message + "\n");
    };
  }

  private static RouteReply thank(Verified request) {
    String schemes =
        request.schemes().stream().map(SignatureScheme::toString).collect(Collectors.joining(", "));
    return text(200, "the demo's responder verified " + schemes);
  }

  private RouteReply decide() {
    return window.isOpen()
        ? RouteReply.empty(204)
        : new RouteReply(
            200,
            Veto.CONTENT_TYPE,
            Veto.body("Adjustments are only permitted between midnight and 3am."));
  }

  private static RouteReply text(int status, String text) {
    return new RouteReply(status, "text/plain", text.getBytes(UTF_8));
  }
}
