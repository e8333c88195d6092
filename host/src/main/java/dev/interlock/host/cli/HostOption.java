package dev.interlock.host.cli;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.api.Json;
import dev.interlock.api.command.HostClient;
import dev.interlock.api.command.HostUnreachableException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Calls a running host: at `--url`, or `INTERLOCK_URL`, or the address in the file; with the key
/// of `INTERLOCK_API_KEY`.
final class HostOption implements HostClient {

  private static final String DEFAULT_URL = "http://127.0.0.1:8080";
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Map<String, String> environment;
  private final Supplier<String> fromFile;
  private @Nullable String url;

  /// @param fromFile the address that the file names, read when nothing else says it; empty where
  ///   it names none
  HostOption(Map<String, String> environment, Supplier<String> fromFile) {
    this.environment = environment;
    this.fromFile = fromFile;
  }

  /// For its help alone, and that of its subcommands: the option is taken out of the command line
  /// before anything parses it.
  static void showIn(CommandLine command) {
    CommandLine.Model.CommandSpec spec = command.getCommandSpec();
    if (!spec.optionsMap().containsKey("--url")) {
      spec.addOption(
          CommandLine.Model.OptionSpec.builder("--url")
              .type(String.class)
              .paramLabel("URL")
              .description("The host (default: INTERLOCK_URL, or where the file says).")
              .build());
    }
    command.getSubcommands().values().forEach(HostOption::showIn);
  }

  void url(String given) {
    url = given;
  }

  /// Whether the caller says which host is meant; else it is the one of the file.
  boolean isNamed() {
    return url != null || !environment.getOrDefault("INTERLOCK_URL", "").isEmpty();
  }

  private URI target(String path) {
    String base = url != null ? url : environment.getOrDefault("INTERLOCK_URL", "");
    base = base.isEmpty() ? fromFile.get() : base;
    base = base.isEmpty() ? DEFAULT_URL : base;
    try {
      URI uri = new URI(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
      if (uri.getHost() == null || !String.valueOf(uri.getScheme()).matches("https?")) {
        throw new URISyntaxException(base, "no http:// or https:// with a host");
      }
      return URI.create(uri + path);
    } catch (URISyntaxException failure) {
      throw new InterlockException(
          ErrorCategory.USER,
          "--url: found \"" + Escapes.escape(base) + "\", expected http://HOST:PORT",
          failure);
    }
  }

  @Override
  public Reply call(String method, String path, @Nullable Json body) {
    URI target = target(path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .timeout(LIMIT)
            .header("Accept", "application/json, application/problem+json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.utf8()));
    if (!method.equals("GET")) {
      request.header("Content-Type", "application/json");
    }
    String key = environment.get("INTERLOCK_API_KEY");
    if (key != null && !key.isBlank()) {
      request.header("Authorization", "Bearer " + key.strip());
    }
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
      HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
      return new Reply(response.statusCode(), new Json(response.body()));
    } catch (IOException failure) {
      throw new HostUnreachableException(
          "no host answers at "
              + target.getScheme()
              + "://"
              + target.getAuthority()
              + "; start one with interlock run, or name it with --url",
          failure);
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new HostUnreachableException("interrupted", failure);
    }
  }
}
