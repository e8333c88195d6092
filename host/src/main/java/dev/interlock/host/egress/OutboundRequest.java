package dev.interlock.host.egress;

import dev.interlock.api.egress.EgressException;
import dev.interlock.api.egress.EgressException.Cause;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.egress.EgressRequest.Header;
import java.util.Set;
import org.apache.hc.client5.http.config.Configurable;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncRequestProducer;
import org.apache.hc.core5.http.nio.entity.BasicAsyncEntityProducer;
import org.apache.hc.core5.http.nio.support.BasicRequestProducer;

/// A request as it goes on the wire. The headers that frame a message or name its host are never
/// the caller's.
final class OutboundRequest extends BasicHttpRequest implements Configurable {

  private static final long serialVersionUID = 1L;
  private static final Set<String> OURS =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "keep-alive",
          "upgrade",
          "te",
          "trailer",
          "expect",
          "proxy-connection",
          "proxy-authorization");

  /// Which characters a token may have, by code: each of every header's name is looked up here.
  private static final boolean[] TOKEN = new boolean[127];

  static {
    for (char character = '!'; character < TOKEN.length; character++) {
      TOKEN[character] = "()<>@,;:\\\"/[]?={}".indexOf(character) < 0;
    }
  }

  private final transient RequestConfig config;

  private OutboundRequest(String method, Target target, RequestConfig config) {
    super(method, target.scheme(), target.authority(), target.path());
    this.config = config;
  }

  /// @throws EgressException of reason GUARD where method or headers could be read as more than
  ///   they say
  static void check(EgressRequest request) {
    requireToken("method", request.method());
    for (Header header : request.headers()) {
      requireToken("header", header.name());
      if (isOurs(header.name())) {
        throw new EgressException(
            Cause.GUARD, "header " + header.name() + " is set by the host", null);
      }
      String value = header.value();
      for (int index = 0; index < value.length(); index++) {
        char character = value.charAt(index);
        if ((character < ' ' && character != '\t') || character == 127) {
          throw new EgressException(
              Cause.GUARD,
              "header " + header.name() + " has a control character in its value",
              null);
        }
      }
    }
  }

  private static boolean isOurs(String name) {
    return switch (name.charAt(0) | 0x20) {
      case 'h', 'c', 't', 'k', 'u', 'e', 'p' ->
          OURS.contains(name.toLowerCase(java.util.Locale.ROOT));
      default -> false;
    };
  }

  private static void requireToken(String what, String text) {
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (character >= TOKEN.length || !TOKEN[character]) {
        throw new EgressException(
            Cause.GUARD, what + ": found a character that no token may have", null);
      }
    }
    if (text.isEmpty()) {
      throw new EgressException(Cause.GUARD, what + ": found an empty one", null);
    }
  }

  static AsyncRequestProducer of(EgressRequest request, Target target, RequestConfig config) {
    OutboundRequest message = new OutboundRequest(request.method(), target, config);
    for (Header header : request.headers()) {
      message.addHeader(header.name(), header.value());
    }
    byte[] body = request.body();
    return new BasicRequestProducer(
        message, body == null ? null : new BasicAsyncEntityProducer(body, null));
  }

  @Override
  public RequestConfig getConfig() {
    return config;
  }
}
