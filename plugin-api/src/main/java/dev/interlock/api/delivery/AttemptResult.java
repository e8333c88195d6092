package dev.interlock.api.delivery;

import java.time.Duration;

/// What became of one attempt to deliver.
public sealed interface AttemptResult {

  AttemptReport report();

  /// The target took it.
  record Delivered(AttemptReport report) implements AttemptResult {}

  /// It may take it later.
  ///
  /// @param after not sooner, whatever the retry policy says; zero where the target named no time
  /// @param cause a word, as `connect`
  record Retry(Duration after, String cause, AttemptReport report) implements AttemptResult {}

  /// It never will: another try can't help.
  ///
  /// @param cause a word, as `guard`
  record GaveUp(String cause, AttemptReport report) implements AttemptResult {}

  /// The target says that it is gone. A delivery that hears so is given up, and two such answers at
  /// least a minute apart, with no success between them, disable the target.
  record Gone(AttemptReport report) implements AttemptResult {}
}
