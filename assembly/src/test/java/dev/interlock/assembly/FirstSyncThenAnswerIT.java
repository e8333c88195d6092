package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.assembly.SystemCalls.Call;
import dev.interlock.testkit.Position;
import dev.interlock.testkit.Publication;
import dev.interlock.testkit.Responder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the host asks of the system, traced: no publisher hears that a note was accepted before the
/// pages that hold it were written to the store's file and the file was synced.
class FirstSyncThenAnswerIT {

  private static final int NOTES = 100;

  @TempDir private Path folder;

  @Test
  void noPublisherIsAnsweredBeforeItsNoteIsOnDisk() throws Exception {
    Needed.thing(SystemCalls.areVisible(folder), "strace that may trace");
    Path trace = folder.resolve("trace");
    NoteLoad load = new NoteLoad(new NoteLoad.Pace(4, Duration.ofMillis(10)));
    try (NoteHosts hosts = NoteHosts.in(folder, "", Responder.start())) {
      RunningInterlock host = NoteHosts.ready(hosts.start(Map.of(), SystemCalls.tracer(trace)));
      try (NoteLoad.Running _ = load.to(host.api())) {
        await().atMost(Duration.ofSeconds(60)).until(() -> load.accepted() >= NOTES);
      }
      hosts.drained(load, Duration.ofSeconds(60));
      host.stop();
    }
    SystemCalls calls = awaitWritten(trace);

    List<Position> accepted =
        load.published().stream().filter(Publication::accepted).map(Publication::position).toList();
    assertThat(accepted).hasSizeGreaterThanOrEqualTo(NOTES);
    assertThat(accepted).allSatisfy(position -> assertSyncedFirst(calls.calls(), position));
  }

  /// The tracer outlives what it traces by a moment.
  private static SystemCalls awaitWritten(Path trace) throws Exception {
    long[] size = {-1};
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> size[0] == (size[0] = trace.toFile().length()));
    return SystemCalls.in(trace);
  }

  private static void assertSyncedFirst(List<Call> calls, Position position) {
    String marker = "note-" + position + "-end";
    Call request =
        first(calls, call -> call.isSocketRead() && call.text().contains(marker), 0, "request");
    Call answer =
        first(
            calls,
            call ->
                call.isSocketWrite()
                    && call.file().equals(request.file())
                    && call.text().contains("HTTP/1.1 200"),
            request.ended(),
            "answer to " + position);
    Call written =
        first(
            calls,
            call -> call.isFileWrite() && call.text().contains(marker),
            request.ended(),
            "page with " + position);
    assertThat(written.ended())
        .as("%s is written, then answered", position)
        .isLessThan(answer.began());
    assertThat(calls)
        .as("%s is synced between %s and %s", position, written.ended(), answer.began())
        .anyMatch(
            call ->
                call.isSync()
                    && call.file().equals(written.file())
                    && call.began() > written.ended()
                    && call.ended() < answer.began());
  }

  private static Call first(
      List<Call> calls, java.util.function.Predicate<Call> which, int from, String what) {
    return calls.stream()
        .filter(call -> call.began() >= from || call.ended() >= from && call.isSocketRead())
        .filter(which)
        .min(Comparator.comparingInt(Call::began))
        .orElseThrow(() -> new AssertionError("no " + what + " in the trace"));
  }
}
