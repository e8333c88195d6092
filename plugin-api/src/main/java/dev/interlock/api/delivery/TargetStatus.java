package dev.interlock.api.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a target stands, over all hosts but for `inFlight`.
///
/// @param disabled why and since when; null where it is not
/// @param paused by an operator
/// @param breakerOpen nothing but probes is sent
/// @param waiting due, delayed and blocked ones
/// @param inFlight of this host
/// @param blockedFor how long the oldest head of a blocked key has been waiting; zero for none
public record TargetStatus(
    String target,
    @Nullable Disabled disabled,
    boolean paused,
    boolean breakerOpen,
    long waiting,
    int inFlight,
    Duration blockedFor) {

  public record Disabled(String reason, Instant since) {}
}
