package dev.interlock.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/// A `Sink` in a process of its own, so that its CPU time and its pauses are nobody's.
public final class SinkProcess implements AutoCloseable {

  private final Process process;
  private final int port;

  private SinkProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  public static SinkProcess start() throws IOException {
    return start(Duration.ZERO);
  }

  /// @param takes how long each answer is
  public static SinkProcess start(Duration takes) throws IOException {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-Xss256k",
                "-cp",
                System.getProperty("java.class.path"),
                Sink.class.getName(),
                Long.toString(takes.toMillis()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String line = process.inputReader(StandardCharsets.UTF_8).readLine();
    return new SinkProcess(
        process, Integer.parseInt(Objects.requireNonNull(line, "the sink did not start")));
  }

  public int port() {
    return port;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port + "/record");
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close(); // it ends with its input
  }
}
