package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.api.HandlerError;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.host.schema.TypeMapping;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Writes the body that the wire sees: `EventSchemas.body` describes it.
final class PayloadWriter {

  private static final JsonFactory JSON = new JsonFactory();

  private PayloadWriter() {}

  /// What the envelope says of the event.
  ///
  /// @param assembly the assembly's name
  record Head(String id, Instant createdAt, String assembly) {}

  static Json before(Dispatch dispatch, @Nullable Object input) {
    return write(dispatch.channel(), Preposition.BEFORE, head(dispatch), input, null);
  }

  static Json after(Dispatch dispatch, @Nullable Object input, OnPhase.Answers answers) {
    return write(dispatch.channel(), Preposition.AFTER, head(dispatch), input, answers);
  }

  private static Head head(Dispatch dispatch) {
    return new Head(dispatch.id(), dispatch.createdAt(), dispatch.bus().settings().assembly());
  }

  static Json write(
      EventChannel channel,
      Preposition preposition,
      Head head,
      @Nullable Object input,
      OnPhase.@Nullable Answers answers) {
    Event<?, ?> event = channel.event();
    TypeMapping mapping = channel.mapping();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      out.writeStartObject();
      out.writeStringProperty("id", head.id());
      out.writeStringProperty("event", preposition + ":" + event.name());
      out.writeStringProperty("created_at", Timestamps.millis(head.createdAt()));
      out.writeNumberProperty("version", event.version());
      out.writeObjectPropertyStart("source");
      out.writeStringProperty("assembly", head.assembly());
      out.writeStringProperty("connector", channel.definer().name());
      out.writeStringProperty("connector_version", channel.definer().version());
      out.writeEndObject();
      out.writeStringProperty("schema", channel.schemas().urn(event, preposition));
      out.writeName("parameters");
      mapping.write(out, input, event.inputType());
      out.writeName("results");
      if (answers == null) {
        out.writeNull();
      } else {
        results(out, channel, answers.all());
        out.writeStringProperty("outcome", answers.errors().isEmpty() ? "completed" : "failed");
      }
      out.writeEndObject();
    }
    return new Json(bytes.toByteArray());
  }

  private static void results(JsonGenerator out, EventChannel channel, List<OnPhase.Answer> all) {
    out.writeStartArray();
    for (OnPhase.Answer answer : all) {
      out.writeStartObject();
      out.writeStringProperty("connector", answer.connector());
      HandlerError error = answer.error();
      if (error == null) {
        out.writeName("value");
        channel.mapping().write(out, answer.value(), channel.event().resultType());
      } else {
        out.writeStringProperty("error", error.message());
      }
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
