package dev.interlock.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.testkit.Invariants.Evidence;
import dev.interlock.testkit.Invariants.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InvariantsTest {

  private static final Duration LEASE = Duration.ofMillis(100);

  private final List<Publication> published = new ArrayList<>();
  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<Duration> kills = new ArrayList<>();
  private Rules rules = new Rules(Set.of("/hook"), true, LEASE);

  @Test
  void holdWhereEachCameOnceInItsTurn() {
    accepted("a", 1);
    accepted("a", 2);
    accepted("b", 1);
    arrived("a", 1, 0, 5, 204);
    arrived("b", 1, 1, 6, 204);
    arrived("a", 2, 5, 7, 204);

    Findings findings = check();
    assertThat(findings.violations()).isEmpty();
    assertThat(findings.verify().counts()).isEqualTo(new Findings.Counts(3, 3, 3, 0));
  }

  @Test
  void holdWhereOneCameAgainAfterAFailureOrWithoutNeed() {
    accepted("a", 1);
    accepted("a", 2);
    arrived("a", 1, 0, 5, 503);
    arrived("a", 1, 10, 15, 204);
    arrived("a", 1, 20, 25, 204);
    arrived("a", 2, 30, 35, 204);
    arrived("a", 1, 40, 45, 204);

    assertThat(check().verify().counts().duplicates()).isEqualTo(3);
  }

  @Test
  void whatWasNotAcceptedMayComeOrNot() {
    published.add(new Publication(new Position("a", 1), false));
    published.add(new Publication(new Position("a", 2), false));
    accepted("a", 3);
    arrived("a", 2, 0, 1, 204);
    arrived("a", 3, 2, 3, 204);

    check().verify();
  }

  @Test
  void anAcceptedOneThatNeverCameIsLost() {
    accepted("a", 1);
    accepted("a", 2);
    arrived("a", 1, 0, 5, 204);

    assertThat(first().what()).isEqualTo("a#2 was accepted and never arrived at /hook");
    assertThat(first().history()).containsExactlyElementsOf(arrivals);
  }

  @Test
  void anAcceptedOneThatWasNeverTakenIsLost() {
    accepted("a", 1);
    arrived("a", 1, 0, 5, 503);
    arrived("a", 1, 10, 15, 0);

    assertThat(first().what())
        .isEqualTo("a#1 was accepted and arrived but was never taken at /hook");
  }

  @Test
  void everyTargetCounts() {
    rules = new Rules(Set.of("/hook", "/other"), true, LEASE);
    accepted("a", 1);
    arrived("a", 1, 0, 5, 204);

    assertThat(first().what()).isEqualTo("a#1 was accepted and never arrived at /other");
  }

  @Test
  void whatNobodyPublishedIsAStranger() {
    arrived("a", 7, 0, 5, 204);

    assertThat(first().what()).isEqualTo("a#7 at /hook arrived without having been published");
  }

  @Test
  void anotherIdIsAnotherDelivery() {
    accepted("a", 1);
    arrived("a", 1, 0, 5, 503);
    arrivals.add(arrival("a", 1, "msg_other", "digest-a#1", 10, 15, 204));

    assertThat(first().what()).isEqualTo("a#1 at /hook came again with another webhook-id");
  }

  @Test
  void otherBytesAreSeen() {
    accepted("a", 1);
    arrived("a", 1, 0, 5, 503);
    arrivals.add(arrival("a", 1, "msg_a#1", "other", 10, 15, 204));

    assertThat(first().what()).isEqualTo("a#1 at /hook came again with other bytes");
  }

  @Test
  void oneIdForTwoIsSeen() {
    accepted("a", 1);
    accepted("b", 1);
    arrived("a", 1, 0, 5, 204);
    arrivals.add(arrival("b", 1, "msg_a#1", "x", 10, 15, 204));

    assertThat(first().what()).isEqualTo("b#1 at /hook has the webhook-id of a#1 at /hook");
  }

  @Test
  void aLateFirstArrivalIsOutOfOrder() {
    accepted("a", 1);
    accepted("a", 2);
    arrived("a", 2, 0, 5, 204);
    arrived("a", 1, 10, 15, 204);

    assertThat(first().what()).isEqualTo("a#1 at /hook came for the first time after #2");
    assertThat(first().toString()).contains("a#2 attempt=1 msg_a#2");
    rules = new Rules(Set.of("/hook"), false, LEASE);
    check().verify();
  }

  @Test
  void ofAKeyOneIsUnderWayAtATime() {
    accepted("a", 1);
    accepted("a", 2);
    arrived("a", 1, 0, 50, 204);
    arrived("a", 2, 49, 60, 204);

    assertThat(first().what()).isEqualTo("a#2 at /hook began while a#1 was under way");
    kills.add(Duration.ofMillis(48));
    check().verify();
  }

  @Test
  void aLeaseEnds() {
    accepted("a", 1);
    arrived("a", 1, 0, 500, 204);
    arrived("a", 1, 99, 120, 204);
    assertThat(first().what()).isEqualTo("a#1 at /hook began while a#1 was under way");

    arrivals.removeLast();
    arrived("a", 1, 100, 120, 204);
    check().verify();
  }

  @Test
  void theEarliestIsTheFirst() {
    accepted("a", 1);
    accepted("a", 2);
    accepted("b", 1);
    accepted("b", 2);
    arrived("b", 2, 0, 1, 204);
    arrived("b", 1, 2, 3, 204);
    arrived("a", 2, 4, 5, 204);
    arrived("a", 1, 6, 7, 204);

    assertThat(check().violations()).hasSize(2);
    assertThat(first().what()).startsWith("b#1");
    assertThatThrownBy(() -> check().verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("2 violations")
        .hasMessageContaining("the first: b#1 at /hook");
  }

  private void accepted(String key, long sequence) {
    published.add(new Publication(new Position(key, sequence), true));
  }

  private void arrived(String key, long sequence, long from, long to, int status) {
    String position = key + "#" + sequence;
    arrivals.add(arrival(key, sequence, "msg_" + position, "digest-" + position, from, to, status));
  }

  private Arrival arrival(
      String key, long sequence, String id, String digest, long from, long to, int status) {
    return new Arrival(
        arrivals.size(),
        "/hook",
        id,
        1,
        new Position(key, sequence),
        digest,
        Duration.ofMillis(from),
        new Arrival.Ending(Duration.ofMillis(to), status));
  }

  private Findings check() {
    return Invariants.of(rules).check(new Evidence(published, arrivals, kills));
  }

  private Violation first() {
    return check().first().orElseThrow();
  }
}
