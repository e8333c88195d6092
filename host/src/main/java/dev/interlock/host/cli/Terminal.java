package dev.interlock.host.cli;

import dev.interlock.api.CurrentEvent;
import dev.interlock.api.Event;
import dev.interlock.api.HandlerError;
import dev.interlock.api.HostEvents;
import dev.interlock.api.Outcome;
import dev.interlock.host.bus.DispatchObserver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Shows each event on the terminal: a line when it begins, where its input has a summary, and one
/// for how it ended. Texts of others are escaped here, line ends too: what lies between two lines
/// is ours alone. Thread-safe.
public final class Terminal implements DispatchObserver {

  private static final Logger ACTIVITY = LoggerFactory.getLogger("interlock.activity.events");
  private static final Logger LOG = LoggerFactory.getLogger("interlock.events");

  /// Events of the host itself, of which a terminal has lines of its own; they show only where they
  /// fail.
  private static final Set<String> QUIET =
      HostEvents.all().stream().map(Event::name).collect(Collectors.toUnmodifiableSet());

  private static final long PROGRESS_EVERY = 2_000_000_000L;

  /// When each running event last showed progress; entries go as events end.
  private final Map<CurrentEvent, Long> shown = new ConcurrentHashMap<>();

  @Override
  public boolean watches() {
    return true;
  }

  @Override
  public void started(CurrentEvent event, String inputSummary) {
    if (!inputSummary.isEmpty()) {
      ACTIVITY.info("{}  {}", head(event), Escapes.escape(inputSummary));
    }
  }

  @Override
  public void progressed(CurrentEvent event, double fraction, String message) {
    long now = System.nanoTime();
    Long last = shown.putIfAbsent(event, now);
    if (last != null && now - last >= PROGRESS_EVERY) {
      shown.put(event, now);
      ACTIVITY.info(
          "{} {} %  {}", head(event), Math.round(fraction * 100), Escapes.escape(message));
    }
  }

  @Override
  public void decided(CurrentEvent event, Outcome<?> outcome, String resultSummary) {
    shown.remove(event);
    switch (outcome) {
      case Outcome.Completed<?> _ when !QUIET.contains(event.name()) ->
          ACTIVITY.info("{} completed  {}", head(event), Escapes.escape(resultSummary));
      case Outcome.Completed<?> _ -> {}
      case Outcome.Cancelled<?>(var veto, _) ->
          ACTIVITY.warn(
              "{} CANCELLED by {}\n           {}",
              head(event),
              veto.by(),
              Escapes.escape(veto.reason()));
      case Outcome.Failed<?>(_, List<HandlerError> errors) -> failed(event, errors);
    }
  }

  private static void failed(CurrentEvent event, List<HandlerError> errors) {
    StringBuilder text = new StringBuilder();
    for (HandlerError error : errors) {
      text.append("\n           ")
          .append(error.by())
          .append(": ")
          .append(error.code())
          .append(": ");
      text.append(Escapes.escape(error.message()));
      LOG.debug(
          "event={} id={} handler={}", event.name(), event.id(), error.by(), error.exception());
    }
    ACTIVITY.warn("{} FAILED{}", head(event), text);
  }

  @Override
  public void unstored(CurrentEvent event, List<HandlerError> errors) {
    failed(event, errors);
  }

  @Override
  public void harmless(CurrentEvent event, String by, @Nullable Throwable failure) {
    LOG.warn("event={} id={} handler={} failed", event.name(), event.id(), by, failure);
  }

  private static String head(CurrentEvent event) {
    return event.name() + " ".repeat(Math.max(0, 7 - event.name().length())) + " " + event.id();
  }
}
