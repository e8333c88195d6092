package dev.interlock.host.bus;

/// Who registers and publishes: a connector's name and version, or the host's.
public record ConnectorIdentity(String name, String version) {}
