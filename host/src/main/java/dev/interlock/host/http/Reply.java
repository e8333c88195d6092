package dev.interlock.host.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// What an endpoint answers.
sealed interface Reply {

  int status();

  String contentType();

  Map<String, String> headers();

  /// The same with further headers; those that it has itself stay.
  Reply with(Map<String, String> further);

  /// A body that is there as a whole.
  ///
  /// @param contentType empty where there is no body
  record Whole(int status, String contentType, byte[] body, Map<String, String> headers)
      implements Reply {
    public Whole {
      headers = Map.copyOf(headers);
    }

    @Override
    public Reply with(Map<String, String> further) {
      if (further.isEmpty()) {
        return this;
      }
      Map<String, String> all = new LinkedHashMap<>(further);
      all.putAll(headers);
      return new Whole(status, contentType, body, all);
    }
  }

  /// A body that is written while the connection stands.
  record Streamed(String contentType, Writing writing) implements Reply {
    @Override
    public int status() {
      return 200;
    }

    @Override
    public Map<String, String> headers() {
      return Map.of();
    }

    /// Only the host's own routes stream, and they are in the usual style.
    @Override
    public Reply with(Map<String, String> further) {
      return this;
    }
  }

  /// Writes until it has no more to say. An `IOException` means that the client has gone.
  @FunctionalInterface
  interface Writing {
    void to(OutputStream out) throws IOException, InterruptedException;
  }

  static Reply json(int status, Object body) {
    return json(status, body, Map.of());
  }

  static Reply json(int status, Object body, Map<String, String> headers) {
    return new Whole(status, "application/json", JsonText.write(body), headers);
  }
}
