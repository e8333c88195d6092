package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.api.Registration;
import dev.interlock.host.http.DispatchHandle.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Server-sent events of one dispatch: its state at once as `state`, each progress as `progress`,
/// its end as `end`, and then the stream closes. Silent streams carry a comment now and then. A
/// reader who is too slow misses old progress, never the end. So many streams at a time; more are
/// refused. Thread-safe.
final class ProgressStreams {

  private static final int QUEUE = 256;

  private sealed interface Message {
    record Progressed(Progress progress) implements Message {}

    record Over() implements Message {}
  }

  private final Semaphore places;
  private final Duration keepAlive;

  ProgressStreams(int limit, Duration keepAlive) {
    this.places = new Semaphore(limit);
    this.keepAlive = keepAlive;
  }

  Reply open(TrackedDispatch dispatch) {
    return new Reply.Streamed("text/event-stream", out -> follow(dispatch, out));
  }

  /// @throws ProblemException 503 where as many streams are open as may be; nothing was written
  ///   then
  private void follow(TrackedDispatch dispatch, OutputStream out)
      throws IOException, InterruptedException {
    if (!places.tryAcquire()) {
      throw new ProblemException(
          Problem.unavailable("busy", "as many progress streams are open as may be")
              .with("Retry-After", "5"));
    }
    BlockingQueue<Message> messages = new ArrayBlockingQueue<>(QUEUE);
    try (Registration _ =
        dispatch
            .handle()
            .onProgress(progress -> offer(messages, new Message.Progressed(progress)))) {
      var _ =
          dispatch
              .handle()
              .done()
              .whenComplete((reply, thrown) -> offer(messages, new Message.Over()));
      write(out, "state", dispatch.tree());
      boolean open = true;
      while (open) {
        open = writeNext(dispatch, messages.poll(keepAlive.toMillis(), TimeUnit.MILLISECONDS), out);
      }
    } finally {
      places.release();
    }
  }

  private static void offer(BlockingQueue<Message> messages, Message message) {
    while (!messages.offer(message)) {
      messages.poll();
    }
  }

  private static boolean writeNext(
      TrackedDispatch dispatch, @Nullable Message message, OutputStream out) throws IOException {
    return switch (message) {
      case null -> {
        if (dispatch.reply().isPresent()) {
          write(out, "end", dispatch.tree());
          yield false;
        }
        out.write(": alive\n\n".getBytes(UTF_8));
        out.flush();
        yield true;
      }
      case Message.Progressed(var progress) -> {
        write(out, "progress", dispatch.runningTree(progress));
        yield true;
      }
      case Message.Over() -> {
        write(out, "end", dispatch.tree());
        yield false;
      }
    };
  }

  private static void write(OutputStream out, String event, Object tree) throws IOException {
    // A line break in JSON is only ever white space; here it would end the data.
    String json = new String(JsonText.write(tree), UTF_8).replace('\n', ' ').replace('\r', ' ');
    out.write(("event: " + event + "\ndata: " + json + "\n\n").getBytes(UTF_8));
    out.flush();
  }
}
