package dev.interlock.host.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressReply;
import dev.interlock.api.egress.EgressRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Responders that speak HTTP/2, frame by frame.
@Timeout(60)
class Http2Test {

  private static final int PREFACE = 24;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int END = 0x5; // of the stream and of its headers
  private static final byte[] STATUS_200 = {(byte) 0x88};
  private static final int ALTSVC = 0xa;
  private static final int ORIGIN = 0xc;

  @TempDir private Path folder;
  private final AtomicInteger connections = new AtomicInteger();

  @ParameterizedTest
  @ValueSource(ints = {ALTSVC, ORIGIN, 0x42, 0xff})
  void framesOfUnknownTypesArePassedOver(int type) throws Exception {
    byte[] unknown = frame(type, 0, 0, new byte[100]);
    assertThat(statuses(concat(frame(SETTINGS, 0, 0, new byte[0]), unknown), unknown, 16_384))
        .containsExactly(200, 200);
    assertThat(connections).hasValue(1);
  }

  @Test
  void framesMayComeByteByByte() throws Exception {
    byte[] unknown = frame(ALTSVC, 0, 0, new byte[] {0, 1, 'h', '3', 0, 0, 9, 4});
    assertThat(
            statuses(
                concat(unknown, frame(SETTINGS, 0, 0, new byte[0]), frame(0x77, 0, 0, new byte[0])),
                unknown,
                1))
        .containsExactly(200, 200);
  }

  @Test
  void aPeerWithoutSuchFramesIsServedAsBefore() throws Exception {
    assertThat(statuses(frame(SETTINGS, 0, 0, new byte[0]), new byte[0], 16_384))
        .containsExactly(200, 200);
  }

  /// Of two requests on one connection.
  ///
  /// @param greeting what the responder begins with
  /// @param before what it sends before each reply
  /// @param most bytes at a time
  private List<Integer> statuses(byte[] greeting, byte[] before, int most) throws Exception {
    TestCertificates certificates = new TestCertificates();
    try (SSLServerSocket server =
            (SSLServerSocket)
                certificates
                    .server(certificates.issue("h2.example"))
                    .getServerSocketFactory()
                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        EgressClient client = client(certificates.authorityFile(folder))) {
      SSLParameters parameters = server.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      server.setSSLParameters(parameters);
      Thread.ofVirtual().start(() -> serve(server, greeting, before, most));
      return List.of(get(client, server.getLocalPort()), get(client, server.getLocalPort()));
    }
  }

  private static EgressClient client(Path authority) {
    return new EgressClient(
        new EgressSettings(List.of(), List.of(), null, false, authority),
        InstantSource.system(),
        new SimpleMeterRegistry(),
        host -> new InetAddress[] {InetAddress.getLoopbackAddress()});
  }

  private static int get(EgressClient client, int port) throws Exception {
    EgressReply reply =
        client
            .send(
                EgressRequest.to(URI.create("https://h2.example:" + port + "/"))
                    .addresses(AddressPolicy.OPERATOR)
                    .build())
            .get(20, TimeUnit.SECONDS);
    return reply.status();
  }

  private void serve(SSLServerSocket server, byte[] greeting, byte[] before, int most) {
    try {
      while (true) {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> answer(socket, greeting, before, most));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private static void answer(Socket socket, byte[] greeting, byte[] before, int most) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      write(socket.getOutputStream(), greeting, most);
      in.skipNBytes(PREFACE);
      while (true) {
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        in.skipNBytes(length);
        if (type == SETTINGS && flags == 0) {
          write(socket.getOutputStream(), frame(SETTINGS, 1, 0, new byte[0]), most);
        } else if (type == HEADERS) {
          write(
              socket.getOutputStream(),
              concat(before, frame(HEADERS, END, stream, STATUS_200), before),
              most);
        }
      }
    } catch (IOException _) {
      // the client is gone
    }
  }

  private static void write(OutputStream out, byte[] bytes, int most) throws IOException {
    for (int at = 0; at < bytes.length; at += most) {
      out.write(bytes, at, Math.min(most, bytes.length - at));
      out.flush();
    }
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    byte[] head = {
      (byte) (payload.length >> 16),
      (byte) (payload.length >> 8),
      (byte) payload.length,
      (byte) type,
      (byte) flags,
      (byte) (stream >> 24),
      (byte) (stream >> 16),
      (byte) (stream >> 8),
      (byte) stream
    };
    return concat(head, payload);
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
