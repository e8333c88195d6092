package dev.interlock.tuning.adjust;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.HandlerFailure;
import dev.interlock.api.settings.Durations;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a component's reload command: a program and its arguments, no shell, no input, in the
/// file's folder. At its timeout, or when the waiting thread is interrupted, it and all that it
/// started are killed. The last 8 KiB of its output are kept.
record ReloadCommand(List<String> command, Path folder, Duration timeout) {

  private static final int KEPT = 8 << 10;
  private static final int LAST_LINES = 5;

  /// Returns where it ended with 0.
  ///
  /// @throws HandlerFailure with the exit code and the last lines where it did not
  void run() throws InterruptedException {
    Process process = start();
    Output output = new Output(process.getInputStream());
    Thread reader = Thread.ofVirtual().name("tuning-reload-output").start(output);
    try {
      if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        killTree(process);
        throw new HandlerFailure(
            "reload",
            command.getFirst()
                + " was killed after "
                + Durations.format(timeout)
                + output.lastLines());
      }
      reader.join(Duration.ofMillis(200));
      if (process.exitValue() != 0) {
        throw new HandlerFailure(
            "reload",
            command.getFirst() + " ended with " + process.exitValue() + output.lastLines());
      }
    } finally {
      killTree(process);
    }
  }

  private Process start() {
    try {
      return new ProcessBuilder(command)
          .directory(folder.toFile())
          .redirectErrorStream(true)
          .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
          .start();
    } catch (IOException absent) {
      throw new HandlerFailure(
          "reload", command.getFirst() + " can't be run: " + absent.getMessage());
    }
  }

  /// Children first, while they still have a parent to be found by; none are left of one that ended
  /// by itself, except those that it set free to live on.
  private static void killTree(Process process) {
    if (process.isAlive()) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /// The end of what a process writes. A process that lives on in the background may hold the
  /// stream open: nobody waits for it.
  private static final class Output implements Runnable {

    private final InputStream stream;
    private byte[] kept = new byte[0];

    Output(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[KEPT];
      try (stream) {
        for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
          keep(buffer, read);
        }
      } catch (IOException _) {
        // The process is gone, and what it said is kept.
      }
    }

    private synchronized void keep(byte[] buffer, int read) {
      int old = Math.min(kept.length, KEPT - read);
      byte[] next = new byte[old + read];
      System.arraycopy(kept, kept.length - old, next, 0, old);
      System.arraycopy(buffer, 0, next, old, read);
      kept = next;
    }

    /// `: line; line`, or nothing where there was no output.
    private synchronized String lastLines() {
      List<String> lines = new String(kept, UTF_8).lines().filter(line -> !line.isBlank()).toList();
      List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
      return last.isEmpty() ? "" : ": " + String.join("; ", last);
    }
  }
}
