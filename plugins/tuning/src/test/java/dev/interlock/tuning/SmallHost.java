package dev.interlock.tuning;

import dev.interlock.api.AfterHandler;
import dev.interlock.api.BeforeHandler;
import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.CurrentEvent;
import dev.interlock.api.Decision;
import dev.interlock.api.Event;
import dev.interlock.api.EventPattern;
import dev.interlock.api.Events;
import dev.interlock.api.HandlerError;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Json;
import dev.interlock.api.OnHandler;
import dev.interlock.api.Outcome;
import dev.interlock.api.PayloadAfterHandler;
import dev.interlock.api.PayloadBeforeHandler;
import dev.interlock.api.PublishOptions;
import dev.interlock.api.Registration;
import dev.interlock.api.Result;
import dev.interlock.api.Schemas;
import dev.interlock.api.Veto;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.egress.Egress;
import dev.interlock.api.http.Routes;
import dev.interlock.api.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/// Just enough of a host for one connector: its before and on handlers, typed, in order. What
/// progress it reported is kept.
public final class SmallHost implements ConnectorContext, Events {

  public static final Instant NOW = Instant.parse("2026-11-22T23:00:00Z");

  public final List<String> progress = new CopyOnWriteArrayList<>();
  private final Object configuration;
  private final Path folder;
  private final Egress egress;
  private final Map<Event<?, ?>, BeforeHandler<?>> befores = new ConcurrentHashMap<>();
  private final Map<Event<?, ?>, OnHandler<?, ?>> ons = new ConcurrentHashMap<>();

  public SmallHost(Object configuration, Path folder, Egress egress) {
    this.configuration = configuration;
    this.folder = folder;
    this.egress = egress;
  }

  public SmallHost start(Connector connector) throws Exception {
    connector.start(this);
    return this;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, R> Outcome<R> publish(Event<I, R> event, I input, PublishOptions options) {
    CurrentEvent current = new Running(event.name(), progress);
    return ScopedValue.where(CurrentEvent.SCOPE, current)
        .call(
            () ->
                dispatch(
                    (BeforeHandler<I>) befores.get(event),
                    (OnHandler<I, R>) ons.get(event),
                    input));
  }

  private static <I, R> Outcome<R> dispatch(BeforeHandler<I> before, OnHandler<I, R> on, I input) {
    try {
      Decision<I> decision = before == null ? Decision.proceed() : before.decide(input);
      if (decision instanceof Decision.Cancel<I>(var reason, var details)) {
        return new Outcome.Cancelled<>(new Veto("test", reason, details), List.of());
      }
      return new Outcome.Completed<>(List.of(new Result<>("test", on.handle(input))));
    } catch (InvalidInputException invalid) {
      throw invalid;
    } catch (Exception failure) {
      return new Outcome.Failed<>(
          List.of(),
          List.of(
              new HandlerError(
                  "test", "exception", String.valueOf(failure.getMessage()), failure)));
    }
  }

  @Override
  public <R> Outcome<R> publish(Event<Void, R> event) {
    return publish(event, null, PublishOptions.DEFAULT);
  }

  @Override
  public <I, R> Registration before(
      Event<I, R> event, BeforeHandler<I> handler, HandlerOptions options) {
    befores.put(event, handler);
    return () -> befores.remove(event);
  }

  @Override
  public <I, R> Registration on(
      Event<I, R> event, OnHandler<I, R> handler, HandlerOptions options) {
    ons.put(event, handler);
    return () -> ons.remove(event);
  }

  private record Running(String name, List<String> progress) implements CurrentEvent {
    @Override
    public String id() {
      return "evt_00000000000000000000000000";
    }

    @Override
    public Instant createdAt() {
      return NOW;
    }

    @Override
    public int depth() {
      return 1;
    }

    @Override
    public String traceparent() {
      return "00-00000000000000000000000000000001-0000000000000001-01";
    }

    @Override
    public boolean aborted() {
      return false;
    }

    @Override
    public void progress(double fraction, String message) {
      progress.add(message);
    }
  }

  @Override
  public String name() {
    return "tuning";
  }

  @Override
  public String version() {
    return "0.1.0";
  }

  @Override
  public String assembly() {
    return "test";
  }

  @Override
  public Path folder() {
    return folder;
  }

  @Override
  public Events events() {
    return this;
  }

  @Override
  public <T> T configuration(Class<T> type) {
    return type.cast(configuration);
  }

  @Override
  public Store store() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Deliveries deliveries() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Egress egress() {
    return egress;
  }

  @Override
  public MeterRegistry meters() {
    return new SimpleMeterRegistry();
  }

  @Override
  public InstantSource clock() {
    return InstantSource.fixed(NOW);
  }

  @Override
  public Logger logger() {
    return NOPLogger.NOP_LOGGER;
  }

  @Override
  public Logger activity() {
    return NOPLogger.NOP_LOGGER;
  }

  @Override
  public Duration shutdownBudget() {
    return Duration.ofSeconds(10);
  }

  @Override
  public Routes routes() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Schemas schemas() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Outcome<Json> publish(String event, Json input, PublishOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <I, R> Registration replacing(
      Event<I, R> event, BeforeHandler<I> handler, HandlerOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <I, R> Registration after(
      Event<I, R> event, AfterHandler<I, R> handler, HandlerOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Registration before(
      EventPattern pattern, PayloadBeforeHandler handler, HandlerOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Registration replacing(
      EventPattern pattern, PayloadBeforeHandler handler, HandlerOptions options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Registration after(
      EventPattern pattern, PayloadAfterHandler handler, HandlerOptions options) {
    throw new UnsupportedOperationException();
  }
}
