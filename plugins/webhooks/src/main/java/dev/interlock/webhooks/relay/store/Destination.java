package dev.interlock.webhooks.relay.store;

/// Where messages are forwarded to.
///
/// @param id never given out a second time
/// @param url as it was registered
public record Destination(long id, String url) {}
