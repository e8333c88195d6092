package dev.interlock.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Event;
import dev.interlock.api.HostEvents;
import dev.interlock.api.Outcome;
import dev.interlock.api.Result;
import dev.interlock.api.egress.EgressRequest;
import dev.interlock.api.http.RouteReply;
import dev.interlock.api.http.Routes;
import dev.interlock.api.settings.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class ConnectorsTest {

  record Name(String text) {}

  record Settings(String salutation) {}

  private static final Event<Name, Name> GREET = Event.of("greet", Name.class, Name.class);

  private final Assembled assembled = new Assembled(Duration.ofSeconds(2));
  private final List<String> log = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    assembled.close();
  }

  /// Says in `log` what is done with it.
  private class Recorded implements Connector {
    private final String name;
    volatile @Nullable ConnectorContext context;

    Recorded(String name) {
      this.name = name;
    }

    @Override
    public void start(ConnectorContext given) throws Exception {
      context = given;
      log.add("start " + name);
    }

    @Override
    public void stop() throws Exception {
      log.add("stop " + name);
    }
  }

  /// Greets with the salutation of its settings; refuses an empty one.
  private static final class Greeter implements Connector {
    volatile @Nullable ConnectorContext context;

    @Override
    public List<Event<?, ?>> events() {
      return List.of(GREET);
    }

    @Override
    public Class<?> configuration() {
      return Settings.class;
    }

    @Override
    public void start(ConnectorContext given) {
      context = given;
      String salutation = given.configuration(Settings.class).salutation();
      given.events().on(GREET, name -> new Name(salutation + ", " + name.text()));
      given
          .routes()
          .route(
              "GET",
              "/v1/greetings",
              Routes.Scope.READ,
              new ByteSize(0),
              _ -> RouteReply.empty(204));
      given.meters().counter("greetings").increment();
      if (salutation.isEmpty()) {
        throw new IllegalArgumentException("no salutation");
      }
    }
  }

  private static ConnectorSettings saying(String salutation) {
    return new ConnectorSettings.Bound(new Settings(salutation));
  }

  private final Greeter greeter = new Greeter();
  private final ConnectorTypes greeting =
      ConnectorTypes.of(List.of(PluginModule.embedded("greeter", greeter)));

  private Greeter startGreeter(ConnectorSettings settings) {
    assembled.connectors.start(greeting, _ -> settings);
    return greeter;
  }

  private void change(ConnectorSettings settings) {
    assembled.connectors.replace(greeting, _ -> settings, Set.of("greeter"));
  }

  private String greeting() {
    Outcome<Name> outcome = assembled.host.publish(GREET, new Name("Ada"));
    return outcome instanceof Outcome.Completed<Name>(List<Result<Name>> results)
            && results.size() == 1
        ? String.valueOf(results.getFirst().value())
        : outcome.toString();
  }

  @Test
  void startsInOrderAndStopsInReverse() {
    assembled.start(
        PluginModule.embedded("a", new Recorded("a")),
        PluginModule.embedded("b", new Recorded("b")),
        PluginModule.embedded("c", new Recorded("c")));
    assembled.connectors.close();

    assertThat(log).containsExactly("start a", "start b", "start c", "stop c", "stop b", "stop a");
    assertThat(assembled.notices)
        .containsExactly("attach a", "attach b", "attach c", "detach c", "detach b", "detach a");
    assertThat(assembled.connectors.reports()).isEmpty();
  }

  @Test
  void theEventsOfAllAreThereBeforeTheFirstStarts() {
    Recorded early =
        new Recorded("early") {
          @Override
          public void start(ConnectorContext given) {
            given.schemas().body(dev.interlock.api.Preposition.AFTER, "greet");
            log.add("seen");
          }
        };
    ConnectorTypes types =
        ConnectorTypes.of(
            List.of(
                PluginModule.embedded("early", early),
                PluginModule.embedded("greeter", new Greeter())));
    assembled.connectors.start(
        types, name -> name.equals("greeter") ? saying("Hi") : new ConnectorSettings.Bound(null));

    assertThat(log).containsExactly("seen");
  }

  @Test
  void aStartThatThrowsIsContainedAndLeavesNothing() {
    startGreeter(saying(""));

    assertThat(assembled.state("greeter"))
        .isEqualTo(
            "failed: start of greeter threw java.lang.IllegalArgumentException: no salutation");
    assertThat(assembled.bus.isAttached("greeter")).isFalse();
    assertThat(assembled.routes.all).isEmpty();
    assertThat(assembled.meters.find("greetings").counter()).isNull();
    assertThat(assembled.notices).isEmpty();
  }

  @Test
  void aStartThatHangsIsLeftBehindAndCanRegisterNothingLater() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch tried = new CountDownLatch(1);
    Connector hanging =
        context -> {
          while (goOn.getCount() > 0) {
            Thread.onSpinWait();
          }
          try {
            context
                .routes()
                .route(
                    "GET", "/late", Routes.Scope.NONE, new ByteSize(0), _ -> RouteReply.empty(204));
          } catch (IllegalStateException stopped) {
            log.add(String.valueOf(stopped.getMessage()));
          }
          try {
            context.events().after(HostEvents.STARTUP, _ -> log.add("late"));
          } catch (IllegalStateException stopped) {
            log.add(String.valueOf(stopped.getMessage()));
          }
          tried.countDown();
        };
    assembled.start(
        PluginModule.embedded("hanging", hanging, Duration.ofMillis(200)),
        PluginModule.embedded("b", new Recorded("b")));
    assertThat(assembled.state("hanging"))
        .isEqualTo("failed: start of hanging took more than 200ms");
    assertThat(assembled.state("b")).isEqualTo("started");

    goOn.countDown();
    tried.await();

    assertThat(assembled.routes.all).isEmpty();
    assertThat(log).containsExactly("start b", "hanging has stopped", "hanging has stopped");
  }

  @Test
  void aConnectorWithoutItsSectionIsDormantAndItsEventsAreKnown() {
    startGreeter(new ConnectorSettings.Dormant("no section"));

    assertThat(assembled.state("greeter")).isEqualTo("dormant: no section");
    assertThat(assembled.bus.event("greet").definedBy()).isEqualTo("greeter");
    assertThat(assembled.notices).isEmpty();
  }

  @Test
  void aDormantConnectorStartsWhenItsSectionComes() {
    ConnectorSettings none = new ConnectorSettings.Dormant("no section");
    startGreeter(none);

    change(saying("Hi"));

    assertThat(greeting()).contains("Hi, Ada");
    assertThat(assembled.notices).containsExactly("attach greeter");
  }

  @Test
  void aChangedSectionRestartsIt() {
    Greeter greeter = startGreeter(saying("Hi"));
    assertThat(greeting()).contains("Hi, Ada");

    change(saying("Good day"));

    assertThat(greeting()).contains("Good day, Ada");
    assertThat(assembled.routes.all).containsExactly("greeter GET /v1/greetings");
    assertThat(greeter.context).isNotNull();
  }

  @Test
  void theOldOneStaysWhereTheNewOneFails() {
    startGreeter(saying("Hi"));

    assertThatExceptionOfType(PluginFailureException.class)
        .isThrownBy(() -> change(saying("")))
        .withMessageContaining("no salutation");

    assertThat(assembled.state("greeter")).isEqualTo("started");
    assertThat(greeting()).contains("Hi, Ada");
  }

  @Test
  void oneThatFailedBeforeIsNotTriedAgainWithItsOldSection() {
    startGreeter(saying(""));

    assertThatExceptionOfType(PluginFailureException.class).isThrownBy(() -> change(saying("")));
    assertThat(assembled.state("greeter")).startsWith("failed: ");

    change(saying("Hi"));
    assertThat(greeting()).contains("Hi, Ada");
  }

  @Test
  void whatItRegisteredGoesWithIt() {
    Greeter greeter = startGreeter(saying("Hi"));
    ConnectorContext context = java.util.Objects.requireNonNull(greeter.context);
    Routes routes = context.routes();
    assertThat(assembled.meters.find("greetings").counter()).isNotNull();

    assembled.connectors.close();

    assertThat(assembled.bus.events()).noneMatch(event -> event.type().equals(GREET));
    assertThat(assembled.routes.all).isEmpty();
    assertThat(assembled.meters.find("greetings").counter()).isNull();
    assertThatIllegalStateException().isThrownBy(() -> context.events().on(GREET, name -> name));
    assertThatIllegalStateException()
        .isThrownBy(() -> context.events().publish(GREET, new Name("x")));
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                context
                    .events()
                    .publish(
                        "greet",
                        dev.interlock.api.Json.NULL,
                        dev.interlock.api.PublishOptions.DEFAULT));
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                routes.route(
                    "GET", "/x", Routes.Scope.NONE, new ByteSize(0), _ -> RouteReply.empty(204)));
    assertThatIllegalStateException().isThrownBy(context::meters);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> context.egress().send(EgressRequest.to(URI.create("http://a.example")).build()));
  }

  @Test
  void aStopThatHangsEndsWithTheBudgetAndTheOthersStopToo() {
    AtomicBoolean interrupted = new AtomicBoolean();
    Recorded hanging =
        new Recorded("hanging") {
          @Override
          public void stop() throws Exception {
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException end) {
              interrupted.set(true);
              throw end;
            }
          }
        };
    assembled.start(
        PluginModule.embedded("a", new Recorded("a")), PluginModule.embedded("hanging", hanging));
    long begin = System.nanoTime();

    assembled.connectors.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isBetween(Duration.ofMillis(1900), Duration.ofSeconds(8));
    assertThat(log).contains("stop a");
    org.awaitility.Awaitility.await().untilTrue(interrupted);
  }

  @Test
  void stopIsCalledAfterTheLastDispatchHasLeft() throws Exception {
    CountDownLatch handling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Connector slow =
        new Recorded("slow") {
          @Override
          public void start(ConnectorContext given) {
            given
                .events()
                .on(
                    HostEvents.STARTUP,
                    _ -> {
                      handling.countDown();
                      goOn.await();
                      log.add("handled");
                      return null;
                    });
          }
        };
    assembled.start(PluginModule.embedded("slow", slow));
    Thread publisher = Thread.ofVirtual().start(() -> assembled.host.publish(HostEvents.STARTUP));
    handling.await();
    Thread closer = Thread.ofVirtual().start(assembled.connectors::close);
    org.awaitility.Awaitility.await()
        .until(() -> assembled.bus.event("startup").handlers().isEmpty());
    assertThat(log).isEmpty();

    goOn.countDown();
    closer.join();
    publisher.join();

    assertThat(log).containsExactly("handled", "stop slow");
  }

  @Test
  void reportsDoNotWaitForAChangeUnderWay() throws Exception {
    CountDownLatch starting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Connector slow =
        _ -> {
          starting.countDown();
          goOn.await();
        };
    Thread starter =
        Thread.ofVirtual().start(() -> assembled.start(PluginModule.embedded("slow", slow)));
    starting.await();

    assertThat(assembled.state("slow")).isEqualTo("absent");

    goOn.countDown();
    starter.join();
    assertThat(assembled.state("slow")).isEqualTo("started");
  }
}
