package dev.interlock.host.delivery;

import dev.interlock.api.delivery.TargetStatus;
import dev.interlock.host.delivery.DeliveryStore.Backlog;
import dev.interlock.host.delivery.DeliveryStore.TargetRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What operators see of targets and do to them, registered or not. Names are `CONNECTOR/NAME`.
/// Blocks where a target's store does.
record TargetControl(DeliveryQueues queues) {

  TargetStatus status(String name) {
    Engine engine = engineOf(name).orElse(queues.engines().getFirst());
    Lane lane = engine.lane(name);
    TargetRecord record = engine.records().of(name);
    Backlog backlog =
        engine.store().backlogs(Set.of(name)).getOrDefault(name, new Backlog(0, Duration.ZERO));
    TargetRecord.Disabled disabled = record.disabled();
    return new TargetStatus(
        name.substring(name.indexOf('/') + 1),
        disabled == null ? null : new TargetStatus.Disabled(disabled.reason(), disabled.since()),
        record.paused(),
        lane == null ? record.openUntil() != null : lane.breaker().isOpen(),
        backlog.waiting(),
        lane == null ? 0 : lane.inFlight(),
        backlog.blockedFor());
  }

  /// Where it is registered; else the store, if it is open.
  private Optional<Engine> engineOf(String name) {
    List<Engine> engines = queues.engines().reversed();
    return engines.stream()
        .filter(engine -> isRegistered(engine.lane(name)))
        .findFirst()
        .or(() -> engines.stream().filter(engine -> engine.lane(name) != null).findFirst())
        .or(() -> engines.size() > 1 ? Optional.of(engines.getFirst()) : Optional.empty());
  }

  private static boolean isRegistered(@Nullable Lane lane) {
    return lane != null && lane.registered() != null;
  }

  void pause(String name, boolean paused) {
    Engine engine = engineToChange(name);
    boolean _ =
        engine
            .records()
            .change(name, record -> record.paused() == paused ? record : record.withPaused(paused));
    wake(engine, name);
  }

  private Engine engineToChange(String name) {
    return engineOf(name).orElseGet(() -> queues.durableEngine());
  }

  private static void wake(Engine engine, String name) {
    Lane lane = engine.lane(name);
    if (lane != null) {
      engine.flow().wake(lane);
    }
  }

  void disable(String name, String reason) {
    TargetRecords records = engineToChange(name).records();
    boolean _ =
        records.change(
            name, record -> record.withDisabled(new TargetRecord.Disabled(reason, records.now())));
  }

  void enable(String name) {
    Engine engine = engineToChange(name);
    Lane lane = engine.lane(name);
    if (lane != null) {
      lane.breaker().reset();
      lane.health().forget();
    }
    boolean _ =
        engine
            .records()
            .change(
                name,
                record ->
                    record.equals(
                            new TargetRecord(
                                name, record.paused(), null, null, null, null, 0, record.version()))
                        ? record
                        : record.untroubled());
    wake(engine, name);
  }
}
