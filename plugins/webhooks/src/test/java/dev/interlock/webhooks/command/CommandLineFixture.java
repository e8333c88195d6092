package dev.interlock.webhooks.command;

import dev.interlock.api.Json;
import dev.interlock.api.command.CommandContext;
import dev.interlock.api.command.HostClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Runs a command as the `interlock` command line does, without a host unless one is given, and
/// keeps what it printed.
final class CommandLineFixture implements CommandContext {

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  private final @Nullable URI api;

  CommandLineFixture() {
    this(null);
  }

  /// @param api where the host is that commands call
  CommandLineFixture(@Nullable URI api) {
    this.api = api;
  }

  int run(Object command, String... arguments) {
    return new CommandLine(command)
        .setExpandAtFiles(false)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  String output() {
    synchronized (out.getBuffer()) {
      return out.toString();
    }
  }

  @Override
  public HostClient host() {
    if (api == null) {
      throw new IllegalStateException("an offline command asked for the host");
    }
    return (method, path, body) -> call(URI.create(api + path), method, body);
  }

  private static HostClient.Reply call(URI target, String method, @Nullable Json body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body.utf8()));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> reply = client.send(request.build(), BodyHandlers.ofByteArray());
      return new HostClient.Reply(reply.statusCode(), new Json(reply.body()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException failure) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(failure);
    }
  }

  @Override
  public java.time.InstantSource clock() {
    return java.time.InstantSource.system();
  }

  @Override
  public String escape(String text) {
    StringBuilder safe = new StringBuilder();
    text.chars()
        .forEach(
            c ->
                safe.append(
                    c < ' ' || c == 0x7f ? "\\x" + Integer.toHexString(c) : Character.toString(c)));
    return safe.toString();
  }

  @Override
  public String secret(String option) {
    if (option.equals("env:MISSING")) {
      throw new IllegalArgumentException("MISSING is not set");
    }
    return option.equals("env:HOOK") ? "from the environment" : option;
  }
}
