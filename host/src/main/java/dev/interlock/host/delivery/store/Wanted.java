package dev.interlock.host.delivery.store;

/// A demand, for a target by its number; the lease in microseconds.
record Wanted(int target, int most, long lease) {}
