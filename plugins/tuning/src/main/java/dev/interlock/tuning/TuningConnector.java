package dev.interlock.tuning;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Decision;
import dev.interlock.api.Event;
import dev.interlock.api.Events;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.HostEvents;
import dev.interlock.api.TypeToken;
import dev.interlock.tuning.adjust.AdjustRequest;
import dev.interlock.tuning.adjust.Adjuster;
import dev.interlock.tuning.adjust.Catalog;
import dev.interlock.tuning.adjust.Component;
import dev.interlock.tuning.adjust.DescribeRequest;
import dev.interlock.tuning.adjust.Description;
import dev.interlock.tuning.measure.MeasureRequest;
import dev.interlock.tuning.measure.Measurement;
import dev.interlock.tuning.measure.Measurer;
import dev.interlock.tuning.measure.Metric;
import java.util.List;
import org.pf4j.Extension;

/// Measures a service under load and adjusts its settings. The one to copy: events are constants,
/// settings a record, and `start` only registers.
@Extension
public final class TuningConnector implements Connector {

  public static final Event<Void, List<Metric>> METRICS =
      Event.of("metrics", Void.class, new TypeToken<List<Metric>>() {})
          .describedAs("Which metrics can be measured.");

  public static final Event<Void, List<Component>> COMPONENTS =
      Event.of("components", Void.class, new TypeToken<List<Component>>() {})
          .describedAs("Which components can be adjusted, and how they are set now.");

  public static final Event<DescribeRequest, Description> DESCRIBE =
      Event.of("describe", DescribeRequest.class, Description.class)
          .describedAs("Components and metrics, as they are now.");

  public static final Event<MeasureRequest, Measurement> MEASURE =
      Event.of("measure", MeasureRequest.class, Measurement.class)
          .describedAs("Loads the service and reads its metrics.")
          .summarizedBy(request -> "", Measurement::summary);

  public static final Event<AdjustRequest, Description> ADJUST =
      Event.of("adjust", AdjustRequest.class, Description.class)
          .describedAs("Changes settings, all or none, and reloads what has changed.")
          .summarizedBy(AdjustRequest::summary, description -> "");

  public static final Event<Void, Void> PROMOTE =
      Event.of("promote", Void.class, Void.class)
          .describedAs("Makes the current settings the baseline.");

  @Override
  public List<Event<?, ?>> events() {
    return List.of(METRICS, COMPONENTS, DESCRIBE, MEASURE, ADJUST, PROMOTE);
  }

  @Override
  public Class<?> configuration() {
    return TuningSettings.class;
  }

  @Override
  public void start(ConnectorContext context) {
    TuningSettings settings = context.configuration(TuningSettings.class);
    Catalog catalog = new Catalog(settings.components(), context.folder());
    Measurer measurer = new Measurer(context, settings.measure());
    Adjuster adjuster = new Adjuster(context, catalog, settings.state());
    Checks checks = new Checks(context, settings, catalog, measurer);
    Events events = context.events();

    HandlerOptions limits = HandlerOptions.named("limits").asInline();
    events.before(MEASURE, request -> agree(() -> measurer.check(request)), limits);
    events.before(ADJUST, request -> agree(() -> catalog.check(request)), limits);

    events.on(METRICS, none -> Measurer.metrics());
    events.on(COMPONENTS, none -> catalog.components());
    events.on(DESCRIBE, request -> adjuster.describe());
    events.on(MEASURE, measurer::measure);
    events.on(ADJUST, adjuster::adjust);
    events.on(PROMOTE, none -> adjuster.promote());
    events.on(HostEvents.CHECK, none -> checks.run());
  }

  /// Proceeds unless `check` throws: an error on a field, before anything is touched.
  private static <I> Decision<I> agree(Runnable check) {
    check.run();
    return Decision.proceed();
  }
}
