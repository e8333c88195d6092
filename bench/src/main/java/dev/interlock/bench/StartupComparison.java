package dev.interlock.bench;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// How long `interlock schema` takes and how soon `interlock run` is ready, as processes, beside
/// bare programs on the same libraries with the same JVM flags and an AOT cache of their own. Ours
/// starts through its script, as people start it.
///
/// Arguments: the distribution's folder, the JDK's folder.
public final class StartupComparison {

  private static final int PAIRS = 10;
  private static final String READY = " ready in ";
  private static final List<String> COMMAND_FLAGS =
      List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");
  private static final List<String> SERVER_FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms64m",
          "-Xmx160m",
          "-XX:NewSize=24m",
          "-Xss512k",
          "-XX:MaxDirectMemorySize=64m",
          "-XX:ReservedCodeCacheSize=64m",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:CompileThresholdScaling=4",
          "-Djdk.reflect.useNativeAccessorOnly=true");

  private static final List<String> COMMAND_LIBRARIES =
      List.of("interlock-bench-", "picocli-", "jackson-");
  private static final List<String> SERVER_LIBRARIES =
      List.of("interlock-bench-", "helidon-", "jakarta.inject-");

  private final Path distribution;
  private final Path jdk;
  private final Path work;

  private StartupComparison(Path distribution, Path jdk, Path work) {
    this.distribution = distribution;
    this.jdk = jdk;
    this.work = work;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path work = Files.createTempDirectory("interlock-bench");
    try {
      StartupComparison comparison =
          new StartupComparison(Path.of(arguments[0]), Path.of(arguments[1]), work);
      comparison.compareCommands();
      comparison.compareServers();
    } finally {
      Folders.delete(work);
    }
  }

  private void compareCommands() throws IOException, InterruptedException {
    Path cache = work.resolve("command.aot");
    List<String> ours = List.of(launcher(), "schema", "after:measure");
    List<String> training =
        bare(COMMAND_FLAGS, BareCommand.class, COMMAND_LIBRARIES, "-XX:AOTCacheOutput=" + cache);
    training.add("after:measure");
    toEnd(training);
    List<String> bare =
        bare(COMMAND_FLAGS, BareCommand.class, COMMAND_LIBRARIES, "-XX:AOTCache=" + cache);
    bare.add("after:measure");
    double[] yardstick = new double[PAIRS];
    double[] schema = new double[PAIRS];
    for (int pair = -2; pair < PAIRS; pair++) {
      double bareMillis = toEnd(bare);
      double oursMillis = toEnd(ours);
      if (pair >= 0) {
        yardstick[pair] = bareMillis;
        schema[pair] = oursMillis;
      }
    }
    Report report =
        new Report(
            "startup: from exec to exit, "
                + PAIRS
                + " interleaved pairs, AOT caches"
                + missing("cli"));
    report.row("picocli and Jackson alone", Report.spread(yardstick, "ms"));
    report.row("interlock schema after:measure", Report.spread(schema, "ms"));
    report.ratio("interlock schema / bare command", Report.medianRatio(schema, yardstick), 1.5);
  }

  private void compareServers() throws IOException, InterruptedException {
    Path cache = work.resolve("server.aot");
    toReady(bare(SERVER_FLAGS, BareServer.class, SERVER_LIBRARIES, "-XX:AOTCacheOutput=" + cache));
    List<String> bare =
        bare(SERVER_FLAGS, BareServer.class, SERVER_LIBRARIES, "-XX:AOTCache=" + cache);
    writeFile();
    List<String> ours = List.of(launcher(), "run", "--port", "0");
    double[] yardstick = new double[PAIRS];
    double[] run = new double[PAIRS];
    for (int pair = -2; pair < PAIRS; pair++) {
      double bareMillis = toReady(bare);
      double oursMillis = toReady(ours);
      if (pair >= 0) {
        yardstick[pair] = bareMillis;
        run[pair] = oursMillis;
      }
    }
    Report report =
        new Report(
            "startup: from exec to ready, "
                + PAIRS
                + " interleaved pairs, AOT caches"
                + missing("run"));
    report.row("Helidon WebServer alone", Report.spread(yardstick, "ms"));
    report.row("interlock run, the file of the distribution", Report.spread(run, "ms"));
    report.ratio("interlock run / bare server", Report.medianRatio(run, yardstick), 2.0);
  }

  private String missing(String cache) {
    boolean there = Files.exists(distribution.resolve("var/" + cache + ".aot"));
    return there ? "" : " (THE DISTRIBUTION HAS NONE)";
  }

  private String launcher() {
    return distribution.resolve("bin/interlock").toString();
  }

  /// The distribution's own file; the demo's responder on a port that is free just now.
  private void writeFile() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      String text = Files.readString(distribution.resolve("webhooks.yaml"));
      String moved = text.replace("8089", Integer.toString(free.getLocalPort()));
      Files.writeString(work.resolve("webhooks.yaml"), moved);
    }
  }

  /// @param libraries what their JARs' names begin with: no more than the program needs is on its
  ///   class path
  private List<String> bare(
      List<String> flags, Class<?> main, List<String> libraries, String cache) {
    List<String> command = new ArrayList<>();
    command.add(jdk.resolve("bin/java").toString());
    command.add("-Xlog:disable");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(flags);
    command.add(cache);
    command.add("-cp");
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(
                jar ->
                    libraries.stream().anyMatch(Path.of(jar).getFileName().toString()::startsWith))
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(main.getName());
    return command;
  }

  /// Milliseconds from exec to exit.
  private double toEnd(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = start(command);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0 || !said.contains("{")) {
      throw new IllegalStateException(command + " ended with " + code + ": " + said);
    }
    return (System.nanoTime() - start) / 1e6;
  }

  /// Milliseconds from exec to the line that says so; the process is ended then.
  private double toReady(List<String> command) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Process process = start(command);
    double millis = Double.NaN;
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      StringBuilder said = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.append(line).append('\n');
        if (line.contains(READY)) {
          millis = (System.nanoTime() - start) / 1e6;
          break;
        }
      }
      if (Double.isNaN(millis)) {
        throw new IllegalStateException(command + " never was ready: " + said);
      }
      var _ = process.toHandle().destroy(); // and keeps its output open
      var _ = lines.transferTo(java.io.Writer.nullWriter());
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException(command + " did not stop");
      }
    } finally {
      var _ = process.destroyForcibly();
    }
    return millis;
  }

  private Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
    builder.environment().put("INTERLOCK_JAVA_HOME", jdk.toString());
    builder.environment().keySet().removeIf(name -> name.equals("INTERLOCK_JAVA_OPTS"));
    return builder.redirectErrorStream(true).start();
  }
}
