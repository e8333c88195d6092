package dev.interlock.webhooks.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.EventPattern;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventSelectionTest {

  private static EventSelection of(String... patterns) {
    return EventSelection.of(Stream.of(patterns).map(EventPattern::parse).toList());
  }

  private static List<String> tellers(EventSelection selection, String event) {
    return selection.includes().stream()
        .filter(pattern -> pattern.matchesName(event) && selection.tells(pattern, event))
        .map(EventPattern::toString)
        .toList();
  }

  @Test
  void anEventThatSeveralPatternsMatchIsToldOnce() {
    EventSelection selection = of("after:*", "after:m*", "after:measure");

    assertThat(tellers(selection, "measure")).containsExactly("after:measure");
    assertThat(tellers(selection, "metrics")).containsExactly("after:*");
  }

  @Test
  void anExcludedEventIsNotTold() {
    EventSelection selection = of("after:*", "before:check", "!after:check");

    assertThat(tellers(selection, "check")).containsExactly("before:check");
    assertThat(tellers(selection, "measure")).containsExactly("after:*");
  }

  /// A wildcard is never asked of a notice, so the exact name must not leave it to the wildcard.
  @Test
  void aNamedNoticeIsToldBesideAWildcard() {
    EventSelection selection = of("after:*", "after:cancelled");

    assertThat(selection.tells(EventPattern.parse("after:cancelled"), "cancelled")).isTrue();
  }
}
