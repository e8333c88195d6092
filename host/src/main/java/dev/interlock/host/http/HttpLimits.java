package dev.interlock.host.http;

import java.time.Duration;

/// What one client may take of the server. Fixed for users; tests shorten them.
///
/// @param connections open at the same time; further ones wait in the backlog
/// @param streams progress streams open at the same time
/// @param headers the time that a started request's headers may take
/// @param idle the time that a connection may be silent before a request
/// @param transfer the time that a body, or a reply, may take to pass; bodies over 1 MiB get more
///   in proportion
/// @param linger how long a client may go on writing what is refused, to see the reply
/// @param keepAlive how often a silent progress stream shows that it lives
record HttpLimits(
    int connections,
    int streams,
    Duration headers,
    Duration idle,
    Duration transfer,
    Duration linger,
    Duration keepAlive) {

  static final HttpLimits DEFAULT =
      new HttpLimits(
          1024,
          64,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          Duration.ofSeconds(15));

  static final int MAX_HEADERS_BYTES = 16 << 10;
  static final int MAX_URI_LENGTH = 8 << 10;

  HttpLimits {
    if (connections < 1 || streams < 1) {
      throw new IllegalArgumentException(
          "connections and streams: found " + connections + " and " + streams);
    }
  }

  Duration transferOf(long bytes) {
    return transfer.plusSeconds(bytes >> 20);
  }
}
