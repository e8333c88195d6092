package dev.interlock.webhooks.route;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.http.RouteHandler;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.RouteRequest;
import dev.interlock.webhooks.wire.WireError;
import dev.interlock.webhooks.wire.WireError.Kind;
import dev.interlock.webhooks.wire.WireJson;
import org.slf4j.Logger;

/// Answers every failure in the API's own form, and one reply only. What nobody expected is logged;
/// nothing of it is told.
record GuardedHandler(RouteHandler handler, Logger logger) implements RouteHandler {

  @Override
  public RouteReply handle(RouteRequest request) throws Exception {
    try {
      return handler.handle(request);
    } catch (WireError error) {
      return WireJson.reply(error);
    } catch (InterlockException known) {
      if (known.category() == ErrorCategory.UNAVAILABLE || known.category() == ErrorCategory.BUSY) {
        return WireJson.reply(WireError.unavailable(String.valueOf(known.getMessage())));
      }
      logger.error("delivery API: a request failed", known);
      return WireJson.reply(WireError.of(Kind.INTERNAL));
    } catch (RuntimeException unexpected) {
      logger.error("delivery API: a request failed", unexpected);
      return WireJson.reply(WireError.of(Kind.INTERNAL));
    }
  }
}
