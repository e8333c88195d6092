package dev.interlock.testkit;

/// An event that a test published.
///
/// @param accepted whether the publisher was told so, as by a 2xx; what it was told nothing about,
///   or was told that it failed, may arrive or not
public record Publication(Position position, boolean accepted) {}
