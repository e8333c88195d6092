package dev.interlock.host.config;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where `${env:NAME}` comes from. `${file:…}` always reads the file system, from the folder of the
/// file that names it.
///
/// @param environment gives null for what is unset
public record References(Function<String, @Nullable String> environment) {

  /// The environment of this process.
  public static References system() {
    return new References(System::getenv);
  }

  public static References of(Map<String, String> environment) {
    Map<String, String> copy = Map.copyOf(environment);
    return new References(copy::get);
  }
}
