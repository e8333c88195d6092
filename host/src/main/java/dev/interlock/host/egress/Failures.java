package dev.interlock.host.egress;

import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressException.Cause;
import dev.interlock.api.settings.Durations;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MalformedChunkCodingException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http2.H2ConnectionException;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.jspecify.annotations.Nullable;

/// Says what stopped an exchange, in one word and in one sentence for whoever operates the host.
final class Failures {

  private Failures() {}

  /// Whether no connection came about, so that another address may be tried.
  static boolean isUnreached(Exception cause) {
    return cause instanceof ConnectException
        || cause instanceof NoRouteToHostException
        || cause instanceof SocketTimeoutException
        || cause instanceof SocketException
        || cause instanceof UnresolvedAddressException;
  }

  static EgressException timeout(Target target, Duration limit, @Nullable Attempt attempt) {
    String phase =
        attempt == null
            ? "its name was not resolved"
            : attempt.connected() ? "the reply did not end" : "no connection came";
    return new EgressException(
        Cause.TIMEOUT,
        where(target, attempt) + ": " + phase + " within " + Durations.format(limit),
        null);
  }

  static EgressException of(Target target, Attempt attempt, Exception cause) {
    Cause reason = reason(cause, attempt, target);
    return new EgressException(
        reason, where(target, attempt) + ": " + what(reason, attempt, cause), cause);
  }

  private static Cause reason(Exception cause, Attempt attempt, Target target) {
    return switch (cause) {
      case UnknownHostException unknown -> Cause.DNS;
      case SSLException tls -> Cause.TLS;
      case ConnectionClosedException closed ->
          handshaking(attempt, target) ? Cause.TLS : Cause.CONNECT;
      default -> cause.getCause() instanceof CertificateException ? Cause.TLS : Cause.CONNECT;
    };
  }

  private static boolean handshaking(Attempt attempt, Target target) {
    return target.secure() && !attempt.connected() && attempt.route().getProxyHost() == null;
  }

  private static String what(Cause reason, Attempt attempt, Exception cause) {
    return switch (reason) {
      case CONNECT -> connect(attempt, cause);
      case DNS -> "its name was not resolved: " + text(cause);
      case TLS -> "TLS failed: " + text(root(cause));
      case TIMEOUT -> "no reply in time: " + text(cause);
      case GUARD -> "refused: " + text(cause);
    };
  }

  private static String connect(Attempt attempt, Exception cause) {
    return switch (cause) {
      case ConnectionClosedException closed -> "closed before the reply was complete";
      case H2StreamResetException reset -> "the connection broke: " + text(cause);
      // Without a connection it was the proxy that spoke.
      case HttpException refused when !attempt.connected() ->
          "the proxy opened no tunnel: " + text(cause);
      case HttpException broken -> unreadable(cause);
      case BrokenReplyException broken -> unreadable(cause);
      case MalformedChunkCodingException broken -> unreadable(cause);
      case MessageConstraintException broken -> unreadable(cause);
      case H2ConnectionException broken -> unreadable(cause);
      case SocketTimeoutException late -> text(cause);
      case ConnectException refused -> "not connected: " + text(cause);
      case InterruptedIOException stopped -> "stopped: " + text(cause);
      case IOException broken -> "the connection broke: " + text(cause);
      default -> "not sent: " + text(cause);
    };
  }

  static String unreadable(Exception cause) {
    return "the reply is no HTTP that can be read: " + text(cause);
  }

  /// Why a reply ended before its end.
  static String broken(Attempt attempt, Exception cause) {
    return connect(attempt, cause);
  }

  private static Throwable root(Throwable cause) {
    Throwable deepest = cause;
    for (int depth = 0; depth < 10 && deepest.getCause() != null; depth++) {
      deepest = deepest.getCause();
    }
    return deepest;
  }

  private static String text(Throwable cause) {
    String message = cause.getMessage();
    String shown =
        message == null || message.isBlank() ? cause.getClass().getSimpleName() : message;
    return shown.length() > 300 ? shown.substring(0, 300) : shown;
  }

  private static String where(Target target, @Nullable Attempt attempt) {
    if (attempt == null) {
      return target.label();
    }
    HttpRoute route = attempt.route();
    InetAddress address = route.getTargetHost().getAddress();
    String shown =
        address == null || target.literal() != null ? "" : " (" + address.getHostAddress() + ")";
    return target.label() + shown + (route.getProxyHost() == null ? "" : " by the proxy");
  }
}
