package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.api.HandlerError;
import dev.interlock.api.Json;
import dev.interlock.api.Preposition;
import dev.interlock.host.schema.TypeMapping;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/// Writes the body that the wire sees: `EventSchemas.body` describes it.
final class PayloadWriter {

  private static final JsonFactory JSON = new JsonFactory();
  private static final SerializableString ID = new SerializedString("id");
  private static final SerializableString EVENT = new SerializedString("event");
  private static final SerializableString CREATED_AT = new SerializedString("created_at");
  private static final SerializableString VERSION = new SerializedString("version");
  private static final SerializableString PARAMETERS = new SerializedString("parameters");
  private static final SerializableString RESULTS = new SerializedString("results");

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
    PayloadFrame frame = frame(channel, preposition, head.assembly());
    Body bytes = new Body();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
      out.writeStartObject();
      out.writeName(ID);
      out.writeString(head.id());
      out.writeName(EVENT);
      out.writeString(frame.event());
      out.writeName(CREATED_AT);
      out.writeString(Timestamps.millis(head.createdAt()));
      out.writeName(VERSION);
      out.writeRawValue(frame.constants());
      out.writeName(PARAMETERS);
      mapping.write(out, input, event.inputType());
      out.writeName(RESULTS);
      if (answers == null) {
        out.writeNull();
      } else {
        results(out, channel, answers.all());
        out.writeStringProperty("outcome", answers.errors().isEmpty() ? "completed" : "failed");
      }
      out.writeEndObject();
    }
    return new Json(bytes.all);
  }

  private static PayloadFrame frame(
      EventChannel channel, Preposition preposition, String assembly) {
    PayloadFrame known = channel.frame(preposition);
    if (known == null || !known.assembly().equals(assembly)) {
      known = PayloadFrame.of(JSON, channel, preposition, assembly);
      channel.frame(preposition, known);
    }
    return known;
  }

  /// Takes what the generator gives, mostly in one piece, without a second copy.
  private static final class Body extends OutputStream {

    private byte[] all = new byte[0];

    @Override
    public void write(int single) {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int before = all.length;
      if (before == 0) {
        all = Arrays.copyOfRange(bytes, offset, offset + length);
      } else {
        all = Arrays.copyOf(all, before + length);
        System.arraycopy(bytes, offset, all, before, length);
      }
    }
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
