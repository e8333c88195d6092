package dev.interlock.webhooks.configuration;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.interlock.api.FailurePolicy;
import dev.interlock.api.settings.InvalidSetting;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// `on_failure`: a word for every cause, or a map by cause. A cause that is not named takes
/// `default`'s policy, which is `fail` unless named; only `malformed` stays `cancel` until it is
/// named itself, since a broken veto was meant as one.
///
/// @param byCause what was named
public record FailurePolicies(Map<FailureCause, FailurePolicy> byCause) {

  static final FailurePolicies NONE = new FailurePolicies(new EnumMap<>(FailureCause.class));

  public FailurePolicies {
    byCause = Map.copyOf(byCause);
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static FailurePolicies ofWord(String word) {
    return new FailurePolicies(Map.of(FailureCause.DEFAULT, policy("", word)));
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static FailurePolicies ofMap(Map<String, String> words) {
    Map<FailureCause, FailurePolicy> policies = new EnumMap<>(FailureCause.class);
    words.forEach(
        (cause, policy) ->
            policies.put(
                FailureCause.find(cause)
                    .orElseThrow(
                        () ->
                            new InvalidSetting(
                                cause,
                                "no such cause; expected one of "
                                    + String.join(
                                        ", ",
                                        Arrays.stream(FailureCause.values())
                                            .map(FailureCause::toString)
                                            .toList()))),
                policy(cause, policy)));
    return new FailurePolicies(policies);
  }

  private static FailurePolicy policy(String key, String word) {
    return switch (word) {
      case "fail" -> FailurePolicy.FAIL;
      case "cancel" -> FailurePolicy.CANCEL;
      case "proceed" -> FailurePolicy.PROCEED;
      default ->
          throw new InvalidSetting(key, "found \"" + word + "\", expected fail, cancel or proceed");
    };
  }

  /// What `cause` means for the event.
  public FailurePolicy policyFor(FailureCause cause) {
    FailurePolicy named = byCause.get(cause);
    if (named != null) {
      return named;
    }
    return cause == FailureCause.MALFORMED ? FailurePolicy.CANCEL : fallback();
  }

  private FailurePolicy fallback() {
    return byCause.getOrDefault(FailureCause.DEFAULT, FailurePolicy.FAIL);
  }

  /// What `webhooks list` calls it.
  public String mode() {
    return switch (fallback()) {
      case FAIL -> "fail-closed";
      case CANCEL -> "cancel";
      case PROCEED -> "fail-open";
    };
  }

  /// The policies in words, always in the same order: `{default=fail}`.
  @Override
  public String toString() {
    return new TreeMap<>(byCause).toString().toLowerCase(Locale.ROOT);
  }

  FailurePolicies over(FailurePolicies below) {
    Map<FailureCause, FailurePolicy> merged = new EnumMap<>(FailureCause.class);
    merged.putAll(below.byCause);
    merged.putAll(byCause);
    return new FailurePolicies(merged);
  }
}
