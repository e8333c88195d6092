package dev.interlock.tuning.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.Events;
import dev.interlock.api.HandlerError;
import dev.interlock.api.Outcome.Cancelled;
import dev.interlock.api.Outcome.Completed;
import dev.interlock.api.Outcome.Failed;
import dev.interlock.tuning.JdkEgress;
import dev.interlock.tuning.SmallHost;
import dev.interlock.tuning.docs.GreeterConnector.Greeting;
import dev.interlock.tuning.docs.GreeterConnector.Reply;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GreeterTest {

  private static String greet(Events events, String name) {
    // tag::publish[]
    return switch (events.publish(GreeterConnector.GREET, new Greeting(name))) {
      case Completed<Reply> completed ->
          completed.first().map(Reply::text).orElse("nobody answered");
      case Cancelled<Reply>(var veto, var errors) -> veto.by() + " said no: " + veto.reason();
      case Failed<Reply>(var results, var errors) ->
          errors.stream().map(HandlerError::message).collect(Collectors.joining("; "));
    };
    // end::publish[]
  }

  @Test
  void greetsAndRefuses() throws Exception {
    Events events =
        new SmallHost(new GreeterConnector.Settings("Hello"), Path.of("."), new JdkEgress())
            .start(new GreeterConnector());

    assertThat(greet(events, "Ada")).isEqualTo("Hello, Ada");
    assertThat(greet(events, " ")).endsWith("said no: nobody to greet");
  }
}
