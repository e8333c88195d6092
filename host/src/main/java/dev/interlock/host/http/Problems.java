package dev.interlock.host.http;

import dev.interlock.api.InterlockException;
import dev.interlock.api.InvalidInputException;
import dev.interlock.api.RefusedException;
import dev.interlock.api.UnknownConnectorException;
import dev.interlock.api.UnknownEventException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns what a handler throws into a problem. Nothing of the host's insides gets out: an
/// unexpected exception is logged, and its problem says only that.
final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  /// @param route what was asked, for the log
  static Problem of(Throwable thrown, String route) {
    return switch (thrown) {
      case ProblemException known -> known.problem();
      case UnknownEventException unknown -> Problem.of(404, message(unknown));
      case UnknownConnectorException unknown -> Problem.of(422, message(unknown));
      case InvalidInputException invalid -> Problem.of(422, message(invalid), invalid.violations());
      case RefusedException refused ->
          Problem.unavailable(refused.code().toString(), message(refused));
      case InterlockException known -> ofCategory(known, route);
      default -> {
        LOG.error("request failed route=\"{}\"", route, thrown);
        yield Problem.of(500, "an unexpected error: the log of the host says more");
      }
    };
  }

  private static Problem ofCategory(InterlockException known, String route) {
    return switch (known.category()) {
      case USER -> Problem.of(400, message(known));
      case BUSY -> Problem.unavailable("busy", message(known));
      case UNAVAILABLE -> Problem.unavailable("not_stored", message(known));
      case RESPONDER -> Problem.of(502, message(known));
      case PLUGIN, INTERNAL -> {
        LOG.error("request failed route=\"{}\" category={}", route, known.category(), known);
        yield Problem.of(500, message(known));
      }
    };
  }

  private static String message(InterlockException known) {
    String message = known.getMessage();
    return message == null ? "" : message;
  }
}
