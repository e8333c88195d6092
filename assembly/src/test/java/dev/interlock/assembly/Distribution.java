package dev.interlock.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The distribution that the build made, run as its users run it, by the JDK that runs the tests.
record Distribution(Path folder) {

  static Distribution built() {
    return new Distribution(Path.of(System.getProperty("interlock.dist")));
  }

  static String version() {
    return System.getProperty("interlock.version");
  }

  Path launcher() {
    return folder.resolve("bin/interlock");
  }

  /// The archive beside the folder, `tar.gz` or `zip`.
  Path archive(String type) {
    return folder.resolveSibling(folder.getFileName() + "." + type);
  }

  List<Path> jars(String part) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(part))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  Ended run(Path workingFolder, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(arguments));
    return run(workingFolder, command);
  }

  /// @param environment beside what there is
  /// @param input for its standard input
  Ended run(Path workingFolder, Map<String, String> environment, byte[] input, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher().toString()));
    command.addAll(List.of(arguments));
    return run(workingFolder, environment, input, command);
  }

  /// Runs any command to its end, within a minute.
  static Ended run(Path workingFolder, List<String> command)
      throws IOException, InterruptedException {
    return run(workingFolder, Map.of(), new byte[0], command);
  }

  /// As above, any command.
  static Ended run(
      Path workingFolder, Map<String, String> environment, byte[] input, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingFolder.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("INTERLOCK_JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try {
      try (OutputStream stream = process.getOutputStream()) {
        stream.write(input);
      }
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
      CompletableFuture<String> errors =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        throw new AssertionError("still running after a minute: " + command);
      }
      return new Ended(process.exitValue(), output.join(), errors.join());
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  record Ended(int status, String output, String errors) {}
}
