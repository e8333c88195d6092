package dev.interlock.host.config;

import dev.interlock.host.config.ConfigProblem.Severity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.exc.MismatchedInputException;

/// What a reader of one value says against it. Jackson adds the path on the way out; the binder
/// adds what was found.
final class WrongSetting extends MismatchedInputException {

  private static final long serialVersionUID = 1L;

  /// @param severity of a warning the value is taken as `accepted`
  /// @param message what was expected, said after what was found
  /// @param plain the same without a word of the value, for where that is hidden
  /// @param accepted what stands for the value after a warning
  record Fault(Severity severity, String message, String plain, @Nullable Object accepted) {

    static Fault error(String message, String plain) {
      return new Fault(Severity.ERROR, message, plain, null);
    }

    static Fault expected(String what) {
      return error("expected " + what, "expected " + what);
    }
  }

  private final transient Fault fault;
  private final boolean secret;
  private final @Nullable String key;

  WrongSetting(@Nullable JsonParser parser, Fault fault, boolean secret, @Nullable String key) {
    super(parser, fault.plain());
    this.fault = fault;
    this.secret = secret;
    this.key = key;
  }

  Fault fault() {
    return fault;
  }

  /// Whether the type says that the value must not be shown.
  boolean secret() {
    return secret;
  }

  /// The key of a mapping, where that is what is wrong.
  Optional<String> key() {
    return Optional.ofNullable(key);
  }
}
