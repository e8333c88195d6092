package dev.interlock.webhooks.relay;

import dev.interlock.api.Json;
import dev.interlock.api.http.RouteReply;
import dev.interlock.webhooks.relay.store.Destination;
import dev.interlock.webhooks.request.Bodies;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The forwarder's replies, field by field as its clients know them.
final class RelayReply {

  private static final String PROBLEM = "application/problem+json";
  private static final DateTimeFormatter CREATED_AT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssZ", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RelayReply() {}

  static ObjectNode destination(Destination destination) {
    ObjectNode json = Bodies.MAPPER.createObjectNode();
    json.put("id", destination.id()).put("url", destination.url());
    return linked(json, location(destination));
  }

  static String location(Destination destination) {
    return "/destinations/" + destination.id();
  }

  /// A message in the queue.
  record Message(
      long id, Destination destination, String contentType, String body, Instant createdAt) {

    String location() {
      return "/messages/" + id;
    }

    ObjectNode json() {
      ObjectNode json = Bodies.MAPPER.createObjectNode().put("id", id);
      json.set("destination", RelayReply.destination(destination));
      json.put("contentType", contentType).put("msgBody", body);
      json.put("createdAt", CREATED_AT.format(createdAt));
      return linked(json, location());
    }
  }

  private static ObjectNode linked(ObjectNode json, String path) {
    json.putObject("_links").putObject("self").put("href", path);
    return json;
  }

  static RouteReply ok(JsonNode json) {
    return RouteReply.json(200, new Json(Bodies.MAPPER.writeValueAsBytes(json)));
  }

  static RouteReply created(JsonNode json, String location) {
    return RouteReply.json(201, new Json(Bodies.MAPPER.writeValueAsBytes(json)))
        .with("Location", location);
  }

  /// @param errors messages by field
  static RouteReply invalid(Map<String, String> errors) {
    ObjectNode json = problemOf(400, "validation_error", "There was a validation error");
    ObjectNode fields = json.putObject("errors");
    errors.forEach((field, message) -> fields.putArray(field).add(message));
    return reply(json);
  }

  static RouteReply malformed() {
    return reply(problemOf(400, "invalid_body_format", "Invalid JSON format sent"));
  }

  /// @param what `destination` or `message`
  static RouteReply unknown(String what, String id) {
    return problem(404, "Not Found", "No " + what + " found with id \"" + id + "\"");
  }

  static RouteReply problem(int status, String title, String detail) {
    ObjectNode json = problemOf(status, "about:blank", title);
    return reply(json.put("detail", detail));
  }

  private static ObjectNode problemOf(int status, String type, String title) {
    return Bodies.MAPPER
        .createObjectNode()
        .put("status", status)
        .put("type", type)
        .put("title", title);
  }

  private static RouteReply reply(ObjectNode problem) {
    return new RouteReply(
        problem.path("status").asInt(), PROBLEM, Bodies.MAPPER.writeValueAsBytes(problem));
  }
}
