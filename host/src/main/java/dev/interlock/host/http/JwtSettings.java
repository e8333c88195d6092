package dev.interlock.host.http;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Tokens of an identity provider.
public record JwtSettings(
    @JsonProperty("jwks_url") String jwksUrl, String issuer, String audience) {}
