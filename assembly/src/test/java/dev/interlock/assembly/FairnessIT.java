package dev.interlock.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.Arrival;
import dev.interlock.testkit.ArrivalLog;
import dev.interlock.testkit.Reply;
import dev.interlock.testkit.Responder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One dead and one slow responder among a hundred. The figures are those of `bench/run fairness`;
/// here is only that nobody waits for the two.
class FairnessIT {

  private static final int RESPONDERS = 100;
  private static final int NOTES = 40;
  private static final String SLOW = "/hook0";
  private static final String DEAD = "/hook1";

  @TempDir private Path folder;

  @Test
  void theOthersGetEverythingWhileTwoAreBehind() throws Exception {
    try (Responder responder = Responder.start();
        Responder nobody = Responder.start();
        ArrivalLog log = ArrivalLog.in(folder.resolve("arrivals.log"))) {
      nobody.refuse();
      Reply slow = new Reply.Delayed(Duration.ofSeconds(2), Reply.status(204));
      responder
          .log(log)
          .answer(request -> request.target().equals(SLOW) ? slow : Reply.status(204));
      Files.writeString(folder.resolve("webhooks.yaml"), file(responder, nobody));
      Path plugins = NotePlugin.folder(folder);
      try (RunningInterlock host = RunningInterlock.run(folder, "--plugins", plugins.toString())) {
        Api api = new Api(host.api());
        for (int i = 1; i <= NOTES; i++) {
          String note = "{\"key\":\"k\",\"sequence\":" + i + ",\"text\":\"\"}";
          assertThat(api.publish("note", note).status()).isEqualTo(200);
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> complete(log) == RESPONDERS - 2);

        assertThat(taken(log).getOrDefault(SLOW, 0L)).isLessThan(NOTES);
        nobody.log(log).accept();
        await().atMost(Duration.ofSeconds(90)).until(() -> complete(log) == RESPONDERS);
        assertThat(log.arrivals().stream().map(Arrival::target).collect(Collectors.toSet()))
            .hasSize(RESPONDERS);
      }
    }
  }

  /// How many responders have taken every note.
  private static long complete(ArrivalLog log) {
    return taken(log).values().stream().filter(count -> count == NOTES).count();
  }

  private static Map<String, Long> taken(ArrivalLog log) {
    return log.arrivals().stream()
        .filter(arrival -> arrival.ending().taken())
        .collect(
            Collectors.groupingBy(
                Arrival::target,
                Collectors.collectingAndThen(
                    Collectors.mapping(Arrival::position, Collectors.toSet()),
                    positions -> (long) positions.size())));
  }

  private static String file(Responder responder, Responder nobody) {
    String hooks =
        IntStream.range(0, RESPONDERS)
            .mapToObj(
                i -> {
                  String path = "/hook" + i;
                  URI url = (path.equals(DEAD) ? nobody : responder).url(path);
                  return "    - {name: hook%d, events: after:note, url: \"%s\"}".formatted(i, url);
                })
            .collect(Collectors.joining("\n"));
    return """
    webhooks:
      defaults: {secret: s3cr3t, delivery: durable, concurrency: 4, timeout: {connect: 1s, request: 5s},
        backoff: {initial: 100ms, max: 2s}}
      hooks:
    """
        + hooks
        + "\n";
  }
}
