package dev.interlock.assembly;

import static org.awaitility.Awaitility.await;

import dev.interlock.testkit.ArrivalLog;
import dev.interlock.testkit.Findings;
import dev.interlock.testkit.Invariants;
import dev.interlock.testkit.Invariants.Evidence;
import dev.interlock.testkit.Invariants.Rules;
import dev.interlock.testkit.Position;
import dev.interlock.testkit.Publication;
import dev.interlock.testkit.Responder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/// A folder whose `webhooks.yaml` sends every `note` durably to two targets of one responder, one
/// ordered by key and one not, hosts that run in it, and what arrived. Not thread-safe.
final class NoteHosts implements AutoCloseable {

  static final String ORDERED = "/ordered";
  static final String FREE = "/free";

  /// What a host prints when it can be called.
  static final String READY = "  API +http.*";

  /// What one attempt may take, and 5 s.
  static final Duration LEASE = Duration.ofSeconds(8);

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final String FILE =
      """
      %s
      webhooks:
        defaults:
          secret: s3cr3t
          delivery: durable
          timeout: {connect: 1s, request: 2s}
          backoff: {initial: 50ms, max: 500ms}
          allow_private: true
        hooks:
          - {name: ordered, events: after:note, url: "${env:RESPONDER}/ordered", ordered: body.parameters.key}
          - {name: free, events: after:note, url: "${env:RESPONDER}/free"}
      """;

  private final Path folder;
  private final Path plugins;
  private final ArrivalLog log;
  private final Responder responder;
  private final List<Duration> kills = new ArrayList<>();
  private final List<RunningInterlock> started = new ArrayList<>();

  private NoteHosts(Path folder, Path plugins, Responder responder) {
    this.folder = folder;
    this.plugins = plugins;
    this.log = ArrivalLog.in(folder.resolve("arrivals.log"));
    this.responder = responder.log(log);
  }

  /// @param store the file's `store` section; empty for the default
  static NoteHosts in(Path folder, String store, Responder responder) throws IOException {
    Files.writeString(folder.resolve("webhooks.yaml"), FILE.formatted(store));
    return new NoteHosts(folder, NotePlugin.folder(folder), responder);
  }

  ArrivalLog log() {
    return log;
  }

  Responder responder() {
    return responder;
  }

  /// Starts one beside those that run.
  RunningInterlock start() throws IOException {
    return start(Map.of(), List.of());
  }

  /// @param before a command that runs it
  RunningInterlock start(Map<String, String> environment, List<String> before) throws IOException {
    Map<String, String> all = new HashMap<>(Map.of("RESPONDER", responder.url("").toString()));
    all.putAll(environment);
    RunningInterlock host =
        RunningInterlock.start(
            folder,
            all,
            before,
            List.of("run", "--set", "http.port=0", "--plugins", plugins.toString()));
    started.add(host);
    return host;
  }

  /// Starts one, and waits until it is ready.
  RunningInterlock run() throws IOException {
    return ready(start());
  }

  static RunningInterlock ready(RunningInterlock host) {
    host.awaitLine(READY);
    return host;
  }

  /// The only host was killed, and whatever it had under way with it.
  void killed() {
    kills.add(log.time());
  }

  /// Waits until everything that was accepted was taken, and checks the invariants.
  ///
  /// @throws AssertionError that names what didn't come, or came as it must not
  Findings drained(NoteLoad load, Duration atMost) {
    try {
      await()
          .atMost(atMost)
          .pollInterval(Duration.ofMillis(200))
          .until(() -> log.taken() >= 2 * load.accepted() && waiting(load).isEmpty());
    } catch (ConditionTimeoutException _) {
      // What is missing is found below.
    }
    return check(load).verify();
  }

  Findings check(NoteLoad load) {
    Rules rules = new Rules(Set.of(ORDERED), true, LEASE);
    List<dev.interlock.testkit.Arrival> arrivals = log.arrivals();
    Findings ordered =
        Invariants.of(rules)
            .check(
                new Evidence(
                    load.published(),
                    arrivals.stream().filter(each -> !each.target().equals(FREE)).toList(),
                    kills));
    Findings free =
        Invariants.of(new Rules(Set.of(FREE), false, LEASE))
            .check(
                new Evidence(
                    load.published(),
                    arrivals.stream().filter(each -> each.target().equals(FREE)).toList(),
                    kills));
    return ordered.and(free);
  }

  /// What was accepted and not taken at one of the targets.
  Set<Position> waiting(NoteLoad load) {
    Set<List<Object>> taken = new HashSet<>();
    log.arrivals().stream()
        .filter(each -> each.ending().taken())
        .forEach(each -> taken.add(List.of(each.target(), each.position())));
    return load.published().stream()
        .filter(Publication::accepted)
        .map(Publication::position)
        .filter(
            each ->
                !taken.contains(List.<Object>of(ORDERED, each))
                    || !taken.contains(List.<Object>of(FREE, each)))
        .collect(Collectors.toSet());
  }

  /// Waits for it; where it doesn't come in time, says what the hosts printed last.
  void awaitThat(String what, Callable<Boolean> condition) {
    try {
      await(what).atMost(LONGEST).pollInterval(Duration.ofMillis(50)).until(condition);
    } catch (ConditionTimeoutException tooLate) {
      String last =
          started.stream()
              .skip(Math.max(0, started.size() - 4L))
              .map(RunningInterlock::output)
              .map(
                  lines ->
                      String.join(
                          "\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())))
              .collect(Collectors.joining("\n---\n"));
      throw new AssertionError(tooLate.getMessage() + "\n" + last, tooLate);
    }
  }

  @Override
  public void close() {
    started.forEach(RunningInterlock::close);
    responder.close();
    log.close();
  }
}
