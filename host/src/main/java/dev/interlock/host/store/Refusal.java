package dev.interlock.host.store;

/// Why a store takes nothing on, as far as that is known without asking it.
///
/// @param remedy what whoever runs it can do
public record Refusal(String reason, String remedy) {}
