package dev.interlock.bench;

import com.google.common.eventbus.Subscribe;
import dev.interlock.api.Decision;
import dev.interlock.api.Event;
import dev.interlock.api.HandlerOptions;
import dev.interlock.api.Outcome;
import dev.interlock.host.bus.BusSettings;
import dev.interlock.host.bus.ConnectorEvents;
import dev.interlock.host.bus.ConnectorIdentity;
import dev.interlock.host.bus.EventBus;
import dev.interlock.host.bus.EventTypes;
import dev.interlock.host.schema.EventSchemas;
import dev.interlock.host.schema.TypeMapping;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.engio.mbassy.bus.MBassador;
import net.engio.mbassy.listener.Handler;
import net.engio.mbassy.listener.Listener;
import net.engio.mbassy.listener.References;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// One event, three who hear of it, on the publisher's thread: before, on and after here; three
/// subscribers in the yardsticks, which know no veto, no result and no order. Each of them counts.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Benchmark)
public class DispatchBenchmark {

  /// @param item bears no constraint, so that nothing is validated
  public record Sale(String item) {}

  /// What the `on` handler gives.
  public record Receipt(String text) {}

  private static final Receipt RECEIPT = new Receipt("sold");

  private final Interlock inline = new Interlock(HandlerOptions.DEFAULT.asInline());
  private final Interlock guarded = new Interlock(HandlerOptions.DEFAULT);
  private final com.google.common.eventbus.EventBus guava =
      new com.google.common.eventbus.EventBus();
  private final MBassador<Sale> mbassador =
      new MBassador<>(
          error -> {
            throw new IllegalStateException(error.getMessage(), error.getCause());
          });

  public DispatchBenchmark() {
    for (int i = 0; i < 3; i++) {
      guava.register(new GuavaSubscriber());
      mbassador.subscribe(new MbassadorSubscriber());
    }
  }

  /// Handlers that only compute, and are registered as such.
  @Benchmark
  public Outcome<Receipt> interlockInline() {
    return inline.publish(new Sale("apple"));
  }

  /// The default: a before handler runs on a virtual thread of its own, since its deadline has to
  /// be kept.
  @Benchmark
  public Outcome<Receipt> interlockGuarded() {
    return guarded.publish(new Sale("apple"));
  }

  @Benchmark
  public Sale guava() {
    Sale sale = new Sale("apple");
    guava.post(sale);
    return sale;
  }

  @Benchmark
  public Sale mbassador() {
    Sale sale = new Sale("apple");
    mbassador.publish(sale);
    return sale;
  }

  /// A bus wired as the host wires it, with one connector.
  static final class Interlock {

    private static final Event<Sale, Receipt> SELL = Event.of("sell", Sale.class, Receipt.class);

    private final ConnectorEvents events;
    int seen;

    Interlock(HandlerOptions options) {
      BusSettings settings = new BusSettings("bench", Map.of());
      EventBus bus = new EventBus(settings, InstantSource.system(), new SimpleMeterRegistry());
      TypeMapping mapping = new TypeMapping();
      EventTypes types = new EventTypes(mapping, new EventSchemas(mapping));
      events = bus.attach(new ConnectorIdentity("shop", "1.0.0"), List.of(SELL), types);
      events.before(SELL, sale -> decide(), options);
      events.on(SELL, sale -> answer());
      events.after(SELL, completion -> count(), options);
    }

    private Decision<Sale> decide() {
      count();
      return Decision.proceed();
    }

    private Receipt answer() {
      count();
      return RECEIPT;
    }

    private void count() {
      seen++;
    }

    Outcome<Receipt> publish(Sale sale) {
      return events.publish(SELL, sale);
    }
  }

  /// Called by reflection.
  public static final class GuavaSubscriber {
    int seen;

    @Subscribe
    public void hear(Sale sale) {
      seen++;
    }
  }

  /// Called by reflection.
  @Listener(references = References.Strong)
  public static final class MbassadorSubscriber {
    int seen;

    @Handler
    public void hear(Sale sale) {
      seen++;
    }
  }
}
