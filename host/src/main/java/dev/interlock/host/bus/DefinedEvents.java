package dev.interlock.host.bus;

import java.util.List;

/// The events that a connector defines, with their counts: the same through all its starts, as long
/// as its types are. Immutable.
public final class DefinedEvents {

  private final ConnectorIdentity connector;
  private final List<EventChannel> channels;

  DefinedEvents(ConnectorIdentity connector, List<EventChannel> channels) {
    this.connector = connector;
    this.channels = List.copyOf(channels);
  }

  ConnectorIdentity connector() {
    return connector;
  }

  List<EventChannel> channels() {
    return channels;
  }
}
