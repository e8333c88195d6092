package dev.interlock.host;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.Event;
import dev.interlock.api.HandlerError;
import dev.interlock.api.HostEvents;
import dev.interlock.api.InterlockException;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.Json;
import dev.interlock.api.Outcome;
import dev.interlock.api.Preposition;
import dev.interlock.api.Registration;
import dev.interlock.api.Result;
import dev.interlock.api.UnknownEventException;
import dev.interlock.host.bus.BusSchemas;
import dev.interlock.host.bus.DefinedEvent;
import dev.interlock.host.bus.EventBus;
import dev.interlock.host.bus.EventCommit;
import dev.interlock.host.bus.Origin;
import dev.interlock.host.bus.Publication;
import dev.interlock.host.http.DispatchHandle;
import dev.interlock.host.http.DispatchReply;
import dev.interlock.host.http.EventApi;
import dev.interlock.host.http.EventDescription;
import dev.interlock.host.http.PublishRequest;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The bus, as HTTP sees it.
record BusEventApi(EventBus bus) implements EventApi {

  @Override
  public List<EventDescription> events() {
    return bus.events().stream()
        .map(BusEventApi::describe)
        .sorted(Comparator.comparing(EventDescription::name))
        .toList();
  }

  private static EventDescription describe(DefinedEvent event) {
    return new EventDescription(
        event.type().name(),
        event.type().version(),
        event.definedBy(),
        event.prepositions(),
        event.type().description(),
        event.handlers().stream()
            .map(each -> new EventDescription.Handler(each.preposition(), each.by()))
            .toList());
  }

  @Override
  public Json schema(String event, Preposition preposition) {
    return new BusSchemas(bus).body(preposition, event);
  }

  @Override
  public DispatchHandle publish(PublishRequest request) {
    Event<?, ?> event = event(request.name());
    if (!isPublic(event)) {
      throw new InterlockException(
          ErrorCategory.USER,
          request.name() + " can't be published from outside: the host says when it happens");
    }
    Origin origin = Origin.outside(request.hops(), request.traceparent());
    return new Handle(
        Publication.start(bus, request.name(), request.input(), request.options(), origin));
  }

  /// Whether anybody but who defines it may publish it.
  static boolean isPublic(Event<?, ?> event) {
    return !event.isNotice()
        && !event.equals(HostEvents.STARTUP)
        && !event.equals(HostEvents.SHUTDOWN);
  }

  /// One that isn't there may be that of a connector which isn't running.
  private Event<?, ?> event(String name) {
    try {
      return bus.event(name).type();
    } catch (UnknownEventException unknown) {
      bus.gate().check(name);
      throw unknown;
    }
  }

  private record Handle(Publication publication) implements DispatchHandle {

    @Override
    public String id() {
      return publication.id();
    }

    @Override
    public CompletableFuture<DispatchReply> done() {
      return publication.done().handle(this::reply);
    }

    private DispatchReply reply(@Nullable Outcome<Json> outcome, @Nullable Throwable thrown) {
      Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
      return switch (outcome) {
        case Outcome.Completed<Json>(var results) ->
            new DispatchReply.Completed(id(), results(results));
        case Outcome.Cancelled<Json>(var veto, _) ->
            new DispatchReply.Cancelled(id(), veto.reason(), veto.by(), veto.details());
        case Outcome.Failed<Json>(var results, var errors) ->
            new DispatchReply.Failed(
                id(),
                results(results),
                errors(errors),
                errors.stream().anyMatch(error -> error.code().equals(EventCommit.NOT_STORED)));
        case null ->
            cause instanceof InvalidInputException invalid
                ? new DispatchReply.Invalid(id(), invalid)
                : new DispatchReply.Failed(
                    id(),
                    List.of(),
                    List.of(new DispatchReply.ConnectorError(Assembly.HOST, "internal error")),
                    false);
      };
    }

    private static List<DispatchReply.ConnectorResult> results(List<Result<Json>> results) {
      return results.stream().map(BusEventApi.Handle::result).toList();
    }

    private static DispatchReply.ConnectorResult result(Result<Json> result) {
      Json value = result.value();
      return new DispatchReply.ConnectorResult(
          result.connector(), value == null ? Json.NULL : value);
    }

    private static List<DispatchReply.ConnectorError> errors(List<HandlerError> errors) {
      return errors.stream()
          .map(
              error ->
                  new DispatchReply.ConnectorError(
                      error.connector(), error.code() + ": " + error.message()))
          .toList();
    }

    @Override
    public Registration onProgress(Consumer<Progress> listener) {
      return publication.watch(
          (fraction, message) -> listener.accept(new Progress(fraction, message)));
    }

    @Override
    public void abort() {
      publication.abort();
    }
  }
}
