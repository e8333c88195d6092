package dev.interlock.webhooks.request;

import dev.interlock.api.egress.EgressRequest;

/// A request ready to be sent.
///
/// @param nonce what a signed verdict has to repeat; empty where none is asked for
public record WebhookRequest(EgressRequest http, String id, String nonce, byte[] body) {}
