package dev.interlock.host.http;

import dev.interlock.api.Json;
import java.util.Map;
import java.util.Optional;

/// Shows, follows and aborts the dispatches that HTTP started. Whoever may publish an event may do
/// all of it with the event's dispatches; others need `read` to see and `manage` to abort.
/// Thread-safe.
final class DispatchEndpoints {

  private final DispatchRegistry dispatches;
  private final ProgressStreams streams;
  private final RemoteDispatches others;

  DispatchEndpoints(DispatchRegistry dispatches, ProgressStreams streams, RemoteDispatches others) {
    this.dispatches = dispatches;
    this.streams = streams;
    this.others = others;
  }

  Reply show(Call call) {
    return Reply.json(200, visible(call).tree());
  }

  Reply progress(Call call) {
    return streams.open(visible(call));
  }

  /// 202 where the dispatch still runs: it ends as soon as its handlers heed the interrupt. One
  /// that another host runs is aborted there, for callers who may manage: what event it is is not
  /// known here.
  Reply abort(Call call) {
    Caller caller = call.identity();
    if (dispatches.find(call.path("id")).isEmpty() && caller.mayManage()) {
      Optional<Json> answer = others.abort(call.path("id"));
      if (answer.isPresent()) {
        return new Reply.Whole(202, "application/json", answer.get().utf8(), Map.of());
      }
    }
    TrackedDispatch dispatch = find(call);
    if (!caller.mayManage() && !caller.mayPublish(dispatch.event())) {
      throw caller.forbidden("may not abort " + dispatch.event());
    }
    dispatch.handle().abort();
    int status = dispatch.reply().isPresent() ? 200 : 202;
    return Reply.json(status, dispatch.tree(), Map.of());
  }

  /// For another host: aborts a dispatch of this one, and gives its state.
  Optional<Json> abortHere(String id) {
    return dispatches
        .find(id)
        .map(
            dispatch -> {
              dispatch.handle().abort();
              return new Json(JsonText.write(dispatch.tree()));
            });
  }

  private TrackedDispatch visible(Call call) {
    TrackedDispatch dispatch = find(call);
    Caller caller = call.identity();
    if (!caller.mayRead() && !caller.mayPublish(dispatch.event())) {
      throw caller.forbidden("may not see dispatches of " + dispatch.event());
    }
    return dispatch;
  }

  private TrackedDispatch find(Call call) {
    return dispatches
        .find(call.path("id"))
        .orElseThrow(
            () ->
                new ProblemException(
                    404,
                    "no such dispatch here: the last %d are kept for %d min after their end"
                        .formatted(
                            DispatchRegistry.CAPACITY, DispatchRegistry.RETENTION.toMinutes())));
  }
}
