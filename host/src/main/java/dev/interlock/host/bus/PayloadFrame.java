package dev.interlock.host.bus;

import dev.interlock.api.Event;
import dev.interlock.api.Preposition;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;
import tools.jackson.core.json.JsonFactory;

/// What is the same in every body of one event and preposition, put into JSON once.
///
/// @param assembly the assembly's name that stands in it
/// @param event `before:measure`
/// @param constants from the value of `version` to that of `schema`, as raw JSON
record PayloadFrame(String assembly, SerializableString event, SerializableString constants) {

  static PayloadFrame of(
      JsonFactory json, EventChannel channel, Preposition preposition, String assembly) {
    Event<?, ?> event = channel.event();
    StringWriter text = new StringWriter();
    try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeNumberProperty("version", event.version());
      out.writeObjectPropertyStart("source");
      out.writeStringProperty("assembly", assembly);
      out.writeStringProperty("connector", channel.definer().name());
      out.writeStringProperty("connector_version", channel.definer().version());
      out.writeEndObject();
      out.writeStringProperty("schema", channel.schemas().urn(event, preposition));
      out.writeEndObject();
    }
    String object = text.toString();
    String constants = object.substring("{\"version\":".length(), object.length() - 1);
    return new PayloadFrame(
        assembly,
        new SerializedString(preposition + ":" + event.name()),
        new SerializedString(constants));
  }
}
