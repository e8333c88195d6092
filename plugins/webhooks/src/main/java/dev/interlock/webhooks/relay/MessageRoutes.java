package dev.interlock.webhooks.relay;

import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.webhooks.relay.Messages.Part;
import dev.interlock.webhooks.relay.RelayReply.Message;
import dev.interlock.webhooks.request.Bodies;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;

/// `/messages`: what is in the queue, and only that.
final class MessageRoutes {

  private static final int MOST = 10_000;

  private final Messages messages;

  MessageRoutes(Messages messages) {
    this.messages = messages;
  }

  /// All of them, as far as 10,000 or 16 MiB of bodies go, or as many as `limit` says, beginning
  /// after the id `after`. Where more follow, a `Link` says where.
  RouteReply list(RouteRequest request) {
    OptionalLong after = number(request, "after", 0);
    OptionalLong limit = number(request, "limit", MOST);
    if (after.isEmpty() || limit.isEmpty()) {
      return RelayReply.problem(
          400, "Bad Request", "after and limit: expected whole numbers, of at least 0");
    }
    int most = Math.clamp(limit.getAsLong(), 1, MOST);
    Part part = messages.list(after.getAsLong(), most);
    ArrayNode list = Bodies.MAPPER.createArrayNode();
    part.messages().forEach(message -> list.add(message.json()));
    RouteReply reply = RelayReply.ok(list);
    Long next = part.next();
    return next == null
        ? reply
        : reply.with("Link", "</messages?after=%d&limit=%d>; rel=\"next\"".formatted(next, most));
  }

  private static OptionalLong number(RouteRequest request, String name, long usual) {
    return request.query(name).map(RelayId::parse).orElse(OptionalLong.of(usual));
  }

  RouteReply show(RouteRequest request) {
    OptionalLong id = RelayId.of(request);
    Optional<Message> found = id.isEmpty() ? Optional.empty() : messages.find(id.getAsLong());
    return found
        .map(message -> RelayReply.ok(message.json()))
        .orElseGet(() -> RelayReply.unknown("message", request.path(RelayId.VARIABLE)));
  }

  RouteReply create(RouteRequest request) {
    RequestForm form = RequestForm.read(request.body(), MessageForm.FIELDS);
    if (form == null) {
      return RelayReply.malformed();
    }
    MessageForm message = MessageForm.of(form);
    if (message == null) {
      return RelayReply.invalid(form.errors());
    }
    return messages
        .add(message)
        .map(added -> RelayReply.created(added.json(), added.location()))
        .orElseGet(
            () -> RelayReply.invalid(Map.of(MessageForm.DESTINATION, RequestForm.NOT_VALID)));
  }

  /// 204 whether it was there or not.
  RouteReply delete(RouteRequest request) {
    RelayId.of(request).ifPresent(messages::remove);
    return RouteReply.empty(204);
  }
}
