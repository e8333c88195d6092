package dev.interlock.host.http.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataReader.InsufficientDataAvailableException;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/// Connections of HTTP/1.1, and of HTTP/1.0. Where a request is answered before all of it was read,
/// the rest is read and thrown away for a time, then the connection closes: to a client that is
/// still writing a connection that closes at once is a broken one, and it misses the answer.
/// Thread-safe.
public final class PatientConnections implements ServerConnectionSelector {

  private final ServerConnectionSelector http1;
  private final Consumer<Runnable> bounded;

  /// @param http1 makes the connections of HTTP/1.1; must be the server's only one, since it begins
  ///   to read
  /// @param bounded runs what it is given, and interrupts it after the time that a client has to
  ///   see its answer
  public PatientConnections(ServerConnectionSelector http1, Consumer<Runnable> bounded) {
    this.http1 = http1;
    this.bounded = bounded;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http1.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return Support.SUPPORTED;
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http1.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    DataReader reader = DataReader.create(new FirstRequest(context));
    ServerConnection connection = http1.connection(new OwnReader(context, reader));
    return new Patient(connection, reader);
  }

  private final class Patient implements ServerConnection {
    private final ServerConnection connection;
    private final DataReader reader;
    private volatile boolean closing;

    Patient(ServerConnection connection, DataReader reader) {
      this.connection = connection;
      this.reader = reader;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      try {
        connection.handle(limit);
        // It has refused what it could not parse, or took for too large.
        linger();
      } catch (UnreadBodyException unread) {
        linger();
        throw unread;
      }
    }

    private void linger() {
      if (!closing) {
        bounded.accept(this::readToTheEnd);
      }
    }

    private void readToTheEnd() {
      try {
        while (true) {
          reader.ensureAvailable();
          reader.skip(reader.available());
        }
      } catch (InsufficientDataAvailableException | ServerConnectionException _) {
        // The client is gone, or had its time: it closes either way.
      }
    }

    @Override
    public Duration idleTime() {
      return connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      closing = true;
      connection.close(interrupt);
    }
  }
}
