package dev.interlock.host.delivery;

import dev.interlock.api.Registration;
import dev.interlock.api.delivery.AttemptFilter;
import dev.interlock.api.delivery.AttemptView;
import dev.interlock.api.delivery.Deliveries;
import dev.interlock.api.delivery.DeliveryFilter;
import dev.interlock.api.delivery.DeliveryQueue;
import dev.interlock.api.delivery.DeliveryState;
import dev.interlock.api.delivery.DeliveryView;
import dev.interlock.api.delivery.Page;
import dev.interlock.api.delivery.Target;
import dev.interlock.api.delivery.TargetStatus;
import dev.interlock.api.delivery.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The queues as one connector sees them: its targets stand under its name inside, and without it
/// here.
record ConnectorDeliveries(String connector, DeliveryQueues queues, ConnectorTargets targets)
    implements Deliveries {

  private String scope() {
    return connector + "/";
  }

  private String full(String target) {
    return scope() + target;
  }

  @Override
  public DeliveryQueue open(Target target, Transport transport) {
    return targets.open(full(target.name()), target, transport);
  }

  @Override
  public Registration keep(String target, String problem) {
    return targets.keep(full(target), problem);
  }

  @Override
  public void retain(Duration retention) {
    targets.retain(retention);
  }

  @Override
  public List<DeliveryView> list(DeliveryFilter filter, Page page) {
    return queues.archive().list(scope(), within(filter), page).stream().map(this::own).toList();
  }

  private DeliveryFilter within(DeliveryFilter filter) {
    return new DeliveryFilter(
        fullOrNull(filter.target()), filter.states(), filter.after(), filter.before());
  }

  private @Nullable String fullOrNull(@Nullable String target) {
    return target == null ? null : full(target);
  }

  private DeliveryView own(DeliveryView view) {
    return new DeliveryView(
        view.number(),
        view.id(),
        unscoped(view.target()),
        view.state(),
        view.orderKey(),
        view.attempts(),
        view.content(),
        view.times());
  }

  private String unscoped(String target) {
    return target.startsWith(scope()) ? target.substring(scope().length()) : target;
  }

  @Override
  public Optional<DeliveryView> find(UUID id) {
    return queues.archive().find(scope(), id).map(this::own);
  }

  @Override
  public Optional<DeliveryView> find(long number) {
    return queues.archive().find(scope(), number).map(this::own);
  }

  @Override
  public List<AttemptView> attempts(AttemptFilter filter, Page page) {
    AttemptFilter within =
        new AttemptFilter(
            fullOrNull(filter.target()),
            filter.delivery(),
            filter.succeeded(),
            filter.after(),
            filter.before());
    return queues.archive().attempts(scope(), within, page).stream().map(this::own).toList();
  }

  private AttemptView own(AttemptView view) {
    return new AttemptView(
        view.number(),
        view.id(),
        view.delivery(),
        unscoped(view.target()),
        view.attempt(),
        view.succeeded(),
        view.report(),
        view.at(),
        view.took());
  }

  @Override
  public Optional<AttemptView> findAttempt(UUID id) {
    return queues.archive().findAttempt(scope(), id).map(this::own);
  }

  @Override
  public boolean retry(UUID id) {
    return queues.archive().retry(scope(), id);
  }

  @Override
  public long retryAll(String target, Set<DeliveryState> states, Instant since) {
    return queues.archive().retryAll(full(target), states, since);
  }

  @Override
  public boolean cancel(UUID id) {
    return queues.archive().cancel(scope(), id);
  }

  @Override
  public boolean delete(UUID id) {
    return queues.archive().delete(scope(), id);
  }

  @Override
  public void deleteAll(String target) {
    queues.deleteAll(full(target));
  }

  @Override
  public TargetStatus status(String target) {
    return queues.control().status(full(target));
  }

  @Override
  public void pause(String target) {
    queues.control().pause(full(target), true);
  }

  @Override
  public void resume(String target) {
    queues.control().pause(full(target), false);
  }

  @Override
  public void disable(String target, String reason) {
    queues.control().disable(full(target), reason);
  }

  @Override
  public void enable(String target) {
    queues.control().enable(full(target));
  }
}
