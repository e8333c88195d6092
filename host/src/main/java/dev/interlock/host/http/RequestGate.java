package dev.interlock.host.http;

import dev.interlock.api.http.RouteStyle;
import dev.interlock.host.http.Callers.Credential;
import dev.interlock.host.http.Route.Access;
import dev.interlock.host.http.RouteTable.Match;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;

/// The checks before every endpoint: host, origin, target, caller, route, scope, content type,
/// size. What passes is answered by its route. Thread-safe.
final class RequestGate {

  private static final HeaderName API_KEY = HeaderNames.create("X-Api-Key");
  private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final Set<String> FORWARDED = Set.of("via", "forwarded");

  private static final Reply NO_MEDIA = new Reply.Whole(415, "", new byte[0], Map.of());

  private final RouteTable routes;
  private final Callers callers;
  private final RouteStyle usual;
  private final BrowserGuard browsers;
  private final BodyReader bodies;
  private final BodyBudget budget;
  private final Supplier<Phase> phase;

  RequestGate(OpenPort.Door door, BrowserGuard browsers, BodyReader bodies, BodyBudget budget) {
    this.routes = door.routes();
    this.callers = door.callers();
    this.usual = door.style();
    this.phase = door.phase();
    this.browsers = browsers;
    this.bodies = bodies;
    this.budget = budget;
  }

  Reply answer(ServerRequest request) {
    String asked = request.prologue().method().text();
    String method = asked.equals("HEAD") ? "GET" : asked;
    try {
      boolean changes = !method.equals("GET");
      RequestTarget.Form form =
          RequestTarget.Form.of(
              request.prologue().uriPath().rawPath(), header(request, HeaderNames.HOST).orElse(""));
      browsers.check(
          form.authority(),
          header(request, HeaderNames.ORIGIN),
          header(request, FETCH_SITE),
          changes);
      RequestTarget target =
          RequestTarget.parse(form.path(), request.prologue().query().rawValue());
      Match match = enter(request, method, target);
      try {
        return match.route().terms().style().headers().isEmpty()
            ? dispatch(request, target, match)
            : answered(request, target, match).with(match.route().terms().style().headers());
      } finally {
        match.route().requests().leave();
      }
    } catch (CloseConnectionException e) {
      throw e;
    } catch (Exception e) {
      return Problems.of(e, method).reply().with(usual.headers());
    }
  }

  /// A route that stays until this request has ended.
  private Match enter(ServerRequest request, String method, RequestTarget target) {
    while (true) {
      Optional<Match> found = routes.find(method, target.segments());
      if (phase.get() == Phase.STARTING && !found.map(RequestGate::saysHow).orElse(false)) {
        throw new ProblemException(Problem.unavailable("starting", "the host is starting"));
      }
      if (found.isEmpty()) {
        caller(request, Access.KEY);
        throw noRoute(target);
      }
      if (found.get().route().requests().enter()) {
        return found.get();
      }
    }
  }

  /// Whether it tells how the host is, which it does before there is anything else to tell.
  private static boolean saysHow(Match match) {
    return match.route().owner().equals(HostRoutes.OWNER)
        && match.route().terms().access() == Access.NONE;
  }

  /// With what the checks refuse as a reply of the route, too.
  private Reply answered(ServerRequest request, RequestTarget target, Match match) {
    try {
      return dispatch(request, target, match);
    } catch (ProblemException refused) {
      return refused.problem().reply();
    }
  }

  private Reply dispatch(ServerRequest request, RequestTarget target, Match match) {
    Route route = match.route();
    requireNear(request, route);
    Route.Terms terms = route.terms();
    Caller caller = caller(request, terms.access());
    if (!terms.access().allows(caller)) {
      String scope = terms.access().name().toLowerCase(Locale.ROOT);
      throw caller.forbidden("lacks the scope " + scope);
    }
    if (!hasFittingContentType(request, route)) {
      if (terms.style().emptyMediaRefusal()) {
        return NO_MEDIA;
      }
      throw new ProblemException(
          Problem.of(415, "expected Content-Type: application/json, in UTF-8")
              .with("Accept", "application/json"));
    }
    try (BodyBudget.Share share = budget.share(bodies.expected(request, terms.maxBody()))) {
      byte[] body = bodies.read(request, terms.maxBody(), share);
      return answer(request, target, match, caller, body, share);
    }
  }

  private static Reply answer(
      ServerRequest request,
      RequestTarget target,
      Match match,
      Caller caller,
      byte[] body,
      BodyBudget.Share share) {
    // Those that ask for no key are of other systems, and refuse it in their own form.
    if (match.route().terms().access().needsKey() && UnpairedSurrogates.isIn(body)) {
      throw new ProblemException(
          400, "the body: found half of a surrogate pair in a string, expected Unicode text");
    }
    Call call =
        new Call(
            caller,
            match.variables(),
            target,
            name -> header(request, HeaderNames.create(name)),
            body,
            share);
    try {
      return match.route().endpoint().handle(call);
    } catch (Exception e) {
      return Problems.of(e, match.route().toString()).reply();
    }
  }

  private static void requireNear(ServerRequest request, Route route) {
    if (route.terms().access() == Access.LOCAL && !isNear(request)) {
      throw new ProblemException(403, "this path asks for no key: it answers this machine only");
    }
  }

  /// What a proxy on this machine passes on comes from elsewhere.
  private static boolean isNear(ServerRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress peer
        && peer.getAddress().isLoopbackAddress()
        && request.headers().stream().noneMatch(RequestGate::isOfAProxy);
  }

  private static boolean isOfAProxy(Header header) {
    String name = header.headerName().lowerCase();
    return FORWARDED.contains(name) || name.startsWith("x-forwarded-");
  }

  private ProblemException noRoute(RequestTarget target) {
    SortedSet<String> methods = routes.methods(target.segments());
    if (methods.isEmpty() && phase.get() == Phase.NOT_READY) {
      return new ProblemException(
          Problem.unavailable(
              "not_ready", "a connector isn't running, and this path may be its: see /readyz"));
    }
    if (methods.isEmpty()) {
      return new ProblemException(
          404, "there is nothing at this path: /openapi.json lists what there is");
    }
    String allowed = String.join(", ", methods);
    return new ProblemException(
        Problem.of(405, "this path takes " + allowed).with("Allow", allowed));
  }

  private Caller caller(ServerRequest request, Access access) {
    return callers.find(presented(request), access);
  }

  private static Optional<Credential> presented(ServerRequest request) {
    Optional<String> authorization = header(request, HeaderNames.AUTHORIZATION);
    if (authorization.isPresent() && authorization.get().regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.of(new Credential(authorization.get().substring(7).strip(), true));
    }
    return authorization.isPresent()
        ? Optional.of(new Credential("", false))
        : header(request, API_KEY).map(key -> new Credential(key.strip(), false));
  }

  /// A form of another site's page can't say `application/json`. What needs no key gives its caller
  /// no power to misuse.
  private static boolean hasFittingContentType(ServerRequest request, Route route) {
    if (!route.changes() || !route.terms().access().needsKey()) {
      return true;
    }
    Optional<String> type = header(request, HeaderNames.CONTENT_TYPE);
    if (type.isEmpty() && route.method().equals("DELETE") && !BodyReader.hasBody(request)) {
      return true;
    }
    String media =
        type.map(value -> value.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)).orElse("none");
    return media.equals("application/json") && isUtf8(type.get());
  }

  private static boolean isUtf8(String type) {
    int charset = type.toLowerCase(Locale.ROOT).indexOf("charset=");
    return charset < 0
        || type.substring(charset + 8)
            .strip()
            .replace("\"", "")
            .toLowerCase(Locale.ROOT)
            .startsWith("utf-8");
  }

  private static Optional<String> header(ServerRequest request, HeaderName name) {
    return request.headers().contains(name)
        ? Optional.of(request.headers().get(name).get())
        : Optional.empty();
  }
}
