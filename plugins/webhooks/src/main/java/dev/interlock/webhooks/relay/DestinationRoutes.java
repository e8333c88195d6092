package dev.interlock.webhooks.relay;

import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.webhooks.relay.store.Destination;
import dev.interlock.webhooks.request.Bodies;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;

/// `/destinations`.
final class DestinationRoutes {

  private static final String WHAT = "destination";

  private final Destinations destinations;
  private final DestinationForm checks;

  DestinationRoutes(Destinations destinations, DestinationForm checks) {
    this.destinations = destinations;
    this.checks = checks;
  }

  RouteReply list(RouteRequest request) {
    ArrayNode list = Bodies.MAPPER.createArrayNode();
    destinations.all().forEach(destination -> list.add(RelayReply.destination(destination)));
    return RelayReply.ok(list);
  }

  RouteReply show(RouteRequest request) {
    return find(request)
        .map(destination -> RelayReply.ok(RelayReply.destination(destination)))
        .orElseGet(() -> unknown(request));
  }

  RouteReply create(RouteRequest request) {
    RequestForm form = RequestForm.read(request.body(), DestinationForm.FIELDS);
    if (form == null) {
      return RelayReply.malformed();
    }
    String url = checks.url(form);
    if (url == null) {
      return RelayReply.invalid(form.errors());
    }
    return destinations
        .add(url)
        .map(added -> RelayReply.created(RelayReply.destination(added), RelayReply.location(added)))
        .orElseGet(
            () ->
                RelayReply.problem(
                    503,
                    "Service Unavailable",
                    "there are " + Destinations.MOST + " destinations, as many as there may be"));
  }

  /// PUT: the whole destination.
  RouteReply replace(RouteRequest request) {
    return change(request, true);
  }

  /// PATCH: what isn't named stays.
  RouteReply update(RouteRequest request) {
    return change(request, false);
  }

  private RouteReply change(RouteRequest request, boolean whole) {
    Optional<Destination> found = find(request);
    if (found.isEmpty()) {
      return unknown(request);
    }
    RequestForm form = RequestForm.read(request.body(), DestinationForm.FIELDS);
    if (form == null) {
      return RelayReply.malformed();
    }
    if (!whole && !form.has(DestinationForm.URL)) {
      return form.isValid()
          ? RelayReply.ok(RelayReply.destination(found.get()))
          : RelayReply.invalid(form.errors());
    }
    String url = checks.url(form);
    if (url == null) {
      return RelayReply.invalid(form.errors());
    }
    Destination changed = new Destination(found.get().id(), url);
    return destinations.replace(changed)
        ? RelayReply.ok(RelayReply.destination(changed))
        : unknown(request);
  }

  /// 204 whether it was there or not.
  RouteReply delete(RouteRequest request) {
    RelayId.of(request).ifPresent(destinations::remove);
    return RouteReply.empty(204);
  }

  private Optional<Destination> find(RouteRequest request) {
    OptionalLong id = RelayId.of(request);
    return id.isEmpty() ? Optional.empty() : destinations.find(id.getAsLong());
  }

  private static RouteReply unknown(RouteRequest request) {
    return RelayReply.unknown(WHAT, request.path(RelayId.VARIABLE));
  }
}
