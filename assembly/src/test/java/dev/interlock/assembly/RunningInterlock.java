package dev.interlock.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/// An `interlock` process that goes on until it is stopped, with what it has printed so far.
/// Thread-safe.
final class RunningInterlock implements AutoCloseable {

  /// Machines that build are slow; what is bounded here is only how long a failing test takes.
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Process process;
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private final List<Thread> readers;

  private RunningInterlock(Process process) {
    this.process = process;
    this.readers = List.of(read(process.getInputStream()), read(process.getErrorStream()));
  }

  /// `interlock run` on a free port, once it is ready.
  static RunningInterlock run(Path folder, String... arguments) throws IOException {
    return run(folder, Map.of(), arguments);
  }

  static RunningInterlock run(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("run", "--set", "http.port=0"));
    all.addAll(List.of(arguments));
    RunningInterlock started = start(folder, environment, all);
    try {
      started.awaitLine("  API +http.*");
      started.awaitLine("Next: .*");
      return started;
    } catch (RuntimeException | Error notReady) {
      started.close();
      throw notReady;
    }
  }

  /// Any command that goes on.
  static RunningInterlock start(
      Path folder, Map<String, String> environment, List<String> arguments) throws IOException {
    return start(folder, environment, List.of(), arguments);
  }

  /// @param before a command that runs it: a tracer, another network
  static RunningInterlock start(
      Path folder, Map<String, String> environment, List<String> before, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Distribution.built().launcher().toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("INTERLOCK_JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    return new RunningInterlock(builder.start());
  }

  private Thread read(InputStream stream) {
    // Reading a pipe holds the thread that it runs on: virtual ones would take their carriers from
    // the responder.
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                reader.lines().forEach(output::add);
              } catch (IOException | UncheckedIOException _) {
                // The process is gone, and what it printed by then is kept.
              }
            });
  }

  URI api() {
    return URI.create(find("  API +(\\S+)").orElseThrow().group(1));
  }

  /// Standard output and standard error, line by line.
  List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  String text() {
    return String.join("\n", output());
  }

  /// The first line that matches as a whole, waited for.
  Matcher awaitLine(String pattern) {
    try {
      await()
          .atMost(LONGEST)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> find(pattern).isPresent() || !process.isAlive());
    } catch (ConditionTimeoutException tooLate) {
      throw new AssertionError("no line like: " + pattern + "\n" + text(), tooLate);
    }
    if (!process.isAlive()) {
      joinReaders();
    }
    return find(pattern)
        .orElseThrow(
            () -> new AssertionError("ended without a line like: " + pattern + "\n" + text()));
  }

  /// Whether such a line came before the process ended.
  boolean awaitLineOrEnd(String pattern) {
    await()
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> find(pattern).isPresent() || !process.isAlive());
    return find(pattern).isPresent();
  }

  Optional<Matcher> find(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return output().stream().map(compiled::matcher).filter(Matcher::matches).findFirst();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /// The most memory that was ever resident, in bytes.
  long peakMemory() throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  /// Every TCP port that the process listens on.
  Set<Integer> listeningPorts() throws IOException {
    Path own = Path.of("/proc", Long.toString(process.pid()));
    Set<String> sockets = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(own.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        sockets.add(
            Files.isSymbolicLink(descriptor) ? Files.readSymbolicLink(descriptor).toString() : "");
      }
    }
    Set<Integer> ports = new HashSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(own.resolve(table))) {
        String[] columns = line.strip().split("\\s+");
        if (columns.length > 9
            && columns[3].equals("0A")
            && sockets.contains("socket:[" + columns[9] + "]")) {
          ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }

  /// SIGKILL, and waits until it is gone.
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// SIGSTOP: it stays where it is until `resume`.
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /// SIGCONT.
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    Distribution.Ended kill =
        Distribution.run(Path.of("."), List.of("kill", "-" + name, Long.toString(process.pid())));
    if (kill.status() != 0) {
      throw new AssertionError("kill -" + name + ": " + kill.errors());
    }
  }

  /// Waits until it ends by itself.
  ///
  /// @return what it ended with
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running after " + LONGEST + ":\n" + text());
    }
    joinReaders();
    return process.exitValue();
  }

  /// SIGTERM.
  ///
  /// @return what the process ended with
  int stop() throws InterruptedException {
    process
        .toHandle()
        .destroy(); // the process's own destroy closes its output, and what it says at the end
    // would be lost
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still running " + LONGEST + " after SIGTERM:\n" + text());
    }
    joinReaders();
    return process.exitValue();
  }

  private void joinReaders() {
    for (Thread reader : readers) {
      try {
        reader.join(LONGEST);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    joinReaders();
  }
}
