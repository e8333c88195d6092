package dev.interlock.webhooks.compat;

import dev.interlock.api.settings.EnvFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Postmand's variables, of the environment or of a file `.env` beside `webhooks.yaml`; of that
/// file nothing else is read. What stands in `webhooks.yaml` goes before them.
public final class PostmandEnvironment {

  private static final String PREFIX = "POSTMAND_";
  private static final String PORT = PREFIX + "HTTP_PORT";
  private static final String HEALTH_PORT = PREFIX + "HEALTH_CHECK_HTTP_PORT";

  private static final Map<String, String> IGNORED =
      Map.of(
          PREFIX + "POLLING_INTERVAL", "deliveries are sent as soon as they are due",
          PREFIX + "DATABASE_MIGRATION_DIR", "migrations come with the connectors",
          PREFIX + "DATABASE_MAX_OPEN_CONNS", "it is store: {pool} in the file");

  private final Map<String, String> variables;

  private PostmandEnvironment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /// @param folder of the file
  public static PostmandEnvironment of(Path folder) {
    return of(System.getenv(), folder);
  }

  static PostmandEnvironment of(Map<String, String> environment, Path folder) {
    Map<String, String> variables = new HashMap<>(EnvFile.read(folder.resolve(".env"), PREFIX));
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            variables.put(name, value);
          }
        });
    return new PostmandEnvironment(variables);
  }

  /// What is set and means nothing here, with the reason.
  public List<String> ignored() {
    List<String> notes = new ArrayList<>();
    IGNORED.forEach(
        (name, reason) -> {
          if (variables.containsKey(name)) {
            notes.add(name + " is ignored: " + reason);
          }
        });
    notes.sort(null);
    return notes;
  }

  /// @throws IllegalArgumentException where the variable is no port
  public int port(PostmandSettings settings) {
    return port(settings.port(), PORT).orElseGet(settings::portOrDefault);
  }

  /// @throws IllegalArgumentException where the variable is no port
  public int healthPort(PostmandSettings settings) {
    return port(settings.healthPort(), HEALTH_PORT).orElseGet(settings::healthPortOrDefault);
  }

  private Optional<Integer> port(@Nullable Integer given, String variable) {
    String text = variables.get(variable);
    if (given != null || text == null || text.isBlank()) {
      return Optional.ofNullable(given);
    }
    try {
      int port = Integer.parseInt(text.strip());
      if (port >= 0 && port <= 65_535) {
        return Optional.of(port);
      }
    } catch (NumberFormatException _) {
      // As one out of range.
    }
    throw new IllegalArgumentException(
        variable + ": found \"" + text + "\", expected a port, 0 to 65535");
  }
}
