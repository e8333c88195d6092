package dev.interlock.host.http;

import java.util.Map;

/// Shows, follows and aborts the dispatches that HTTP started. Whoever may publish an event may do
/// all of it with the event's dispatches; others need `read` to see and `manage` to abort.
/// Thread-safe.
final class DispatchEndpoints {

  private final DispatchRegistry dispatches;
  private final ProgressStreams streams;

  DispatchEndpoints(DispatchRegistry dispatches, ProgressStreams streams) {
    this.dispatches = dispatches;
    this.streams = streams;
  }

  Reply show(Call call) {
    return Reply.json(200, visible(call).tree());
  }

  Reply progress(Call call) {
    return streams.open(visible(call));
  }

  /// 202 where the dispatch still runs: it ends as soon as its handlers heed the interrupt.
  Reply abort(Call call) {
    TrackedDispatch dispatch = find(call);
    Caller caller = call.identity();
    if (!caller.mayManage() && !caller.mayPublish(dispatch.event())) {
      throw new ProblemException(
          403, "the key " + caller.name() + " may not abort " + dispatch.event());
    }
    dispatch.handle().abort();
    int status = dispatch.reply().isPresent() ? 200 : 202;
    return Reply.json(status, dispatch.tree(), Map.of());
  }

  private TrackedDispatch visible(Call call) {
    TrackedDispatch dispatch = find(call);
    Caller caller = call.identity();
    if (!caller.mayRead() && !caller.mayPublish(dispatch.event())) {
      throw new ProblemException(
          403, "the key " + caller.name() + " may not see dispatches of " + dispatch.event());
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
