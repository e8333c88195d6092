package dev.interlock.bench.durable;

import dev.interlock.bench.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The memory of the distribution's own process, by its own meters, while a backlog waits and as
/// many deliveries as it makes at once are on their way to a responder that takes two seconds.
record Heap(Path distribution, Path jdk) {

  private static final int AT_ONCE = 1_000;
  private static final Duration LONGEST = Duration.ofSeconds(60);
  private static final Duration WATCHED = Duration.ofSeconds(15);
  private static final Pattern API = Pattern.compile("API\\s+(http://\\S+)");
  private static final Pattern PID_MEMORY = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private record Sample(double heap, double inFlight, double waiting) {}

  void report(String store, Backlog backlog, URI slow) throws Exception {
    Path folder = Files.createDirectories(backlog.folder().resolve("heap"));
    Files.writeString(
        folder.resolve("webhooks.yaml"),
        Interlock.file(backlog.store(), "after:measure", slow, AT_ONCE));
    Process process = start(folder);
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI metrics = URI.create(api(process) + "/metrics");
      Sample reached = await(client, metrics);
      double most = 0;
      Sample last = reached;
      long end = System.nanoTime() + WATCHED.toNanos();
      while (System.nanoTime() < end) {
        last = sample(client, metrics);
        most = Math.max(most, last.heap());
        LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      }
      Report report = new Report("memory on " + store + ", of the distribution's process");
      report.row("waiting", String.format(Locale.ROOT, "%.0f", last.waiting()));
      report.row("in flight", String.format(Locale.ROOT, "%.0f", last.inFlight()));
      report.ratio("heap at most / 512 MB", most / (512 << 20), 1);
      report.row("heap at most", String.format(Locale.ROOT, "%.0f MiB", most / (1 << 20)));
      report.row("resident at most", resident(process) + " MiB");
    } finally {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private Process start(Path folder) throws IOException {
    List<String> command =
        List.of(distribution.resolve("bin/interlock").toString(), "run", "--port", "0");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("INTERLOCK_JAVA_HOME", jdk.toString());
    return builder.redirectErrorStream(true).start();
  }

  private static String api(Process process) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.append(line).append('\n');
      Matcher found = API.matcher(line);
      if (found.find()) {
        Thread.ofVirtual().start(() -> readOn(lines));
        return found.group(1);
      }
    }
    throw new IllegalStateException("the host never was ready: " + said);
  }

  /// So that the host never waits for a reader.
  private static void readOn(BufferedReader lines) {
    try {
      var _ = lines.transferTo(Writer.nullWriter());
    } catch (IOException _) {
      return; // it ended
    }
  }

  private static Sample await(HttpClient client, URI metrics) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    Sample sample = sample(client, metrics);
    while (sample.inFlight() < AT_ONCE * 0.95) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("never had " + AT_ONCE + " in flight: " + sample);
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      sample = sample(client, metrics);
    }
    return sample;
  }

  private static Sample sample(HttpClient client, URI metrics) throws Exception {
    String text =
        client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
    return new Sample(
        sum(text, "jvm_memory_used_bytes\\{area=\"heap\""),
        sum(text, "interlock_delivery_in_flight\\{"),
        sum(text, "interlock_delivery_waiting\\{"));
  }

  private static double sum(String text, String meter) {
    Matcher line = Pattern.compile("(?m)^" + meter + ".*}\\s+(\\S+)$").matcher(text);
    double sum = 0;
    while (line.find()) {
      sum += Double.parseDouble(line.group(1));
    }
    return sum;
  }

  private static String resident(Process process) throws IOException {
    Matcher found =
        PID_MEMORY.matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
    return found.find() ? Long.toString(Long.parseLong(found.group(1)) / 1024) : "?";
  }
}
