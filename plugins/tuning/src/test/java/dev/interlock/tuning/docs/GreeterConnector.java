package dev.interlock.tuning.docs;

// tag::greeter[]
import dev.interlock.api.Connector;
import dev.interlock.api.ConnectorContext;
import dev.interlock.api.Decision;
import dev.interlock.api.Event;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.pf4j.Extension;

@Extension
public final class GreeterConnector implements Connector {

  /// Says hello to somebody.
  public static final Event<Greeting, Reply> GREET = Event.of("greet", Greeting.class, Reply.class);

  public record Greeting(@NotNull String name) {}

  public record Reply(@NotNull String text) {}

  public record Settings(@NotBlank String salutation) {}

  @Override
  public List<Event<?, ?>> events() {
    return List.of(GREET);
  }

  @Override
  public Class<?> configuration() {
    return Settings.class;
  }

  @Override
  public void start(ConnectorContext context) {
    Settings settings = context.configuration(Settings.class);

    context
        .events()
        .before(
            GREET,
            greeting ->
                greeting.name().isBlank()
                    ? Decision.cancel("nobody to greet")
                    : Decision.proceed());
    context
        .events()
        .on(GREET, greeting -> new Reply(settings.salutation() + ", " + greeting.name()));
  }
}
// end::greeter[]
