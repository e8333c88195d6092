package dev.interlock.host.store;

import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where the store lies.
public sealed interface StoreLocation {

  /// For people: without credentials.
  String shown();

  /// A relative file counts from `folder`.
  StoreLocation resolvedAgainst(Path folder);

  /// A file of this machine.
  ///
  /// @param named as the operator wrote it
  record SqliteFile(Path path, String named) implements StoreLocation {

    private static final int MOST_LINKS = 40;

    @Override
    public String shown() {
      return named;
    }

    /// Where it really lies, whatever links lead there; also of one that isn't there yet. SQLite
    /// keeps what belongs to it beside that.
    Path real() throws IOException {
      Path at = path;
      for (int links = 0; Files.isSymbolicLink(at); links++) {
        if (links == MOST_LINKS) {
          throw new FileSystemLoopException(path.toString());
        }
        at = inRealFolder(at.resolveSibling(Files.readSymbolicLink(at)));
      }
      return inRealFolder(at);
    }

    private static Path inRealFolder(Path file) throws IOException {
      Path folder = file.toAbsolutePath().getParent();
      return folder != null && Files.exists(folder)
          ? folder.toRealPath().resolve(file.getFileName())
          : file.toAbsolutePath().normalize();
    }

    @Override
    public SqliteFile resolvedAgainst(Path folder) {
      return new SqliteFile(folder.resolve(path).toAbsolutePath().normalize(), named);
    }
  }

  /// A server.
  ///
  /// @param url for JDBC, without credentials
  record Server(String url, @Nullable String user, @Nullable Secret password)
      implements StoreLocation {
    @Override
    public String shown() {
      int question = url.indexOf('?');
      return question < 0 ? url : url.substring(0, question);
    }

    @Override
    public Server resolvedAgainst(Path folder) {
      return this;
    }
  }

  /// @throws InvalidSetting for `url`, saying what was expected; it shows no credentials
  static StoreLocation parse(String url, @Nullable String user, @Nullable Secret password) {
    if (url.startsWith("jdbc:sqlite:")) {
      return file(url.substring("jdbc:sqlite:".length()));
    }
    if (url.startsWith("jdbc:postgresql:")) {
      return server(url.substring("jdbc:postgresql:".length()), user, password);
    }
    if (url.startsWith("postgres:") || url.startsWith("postgresql:")) {
      return server(url.substring(url.indexOf(':') + 1), user, password);
    }
    int colon = url.indexOf(':');
    throw wrong(colon < 0 ? "no URL" : "a URL that begins with \"" + scheme(url) + "\"");
  }

  private static String scheme(String url) {
    int end = url.indexOf(':', url.startsWith("jdbc:") ? 5 : 0);
    return url.substring(0, end < 0 ? Math.min(url.length(), 16) : end + 1);
  }

  private static InvalidSetting wrong(String found) {
    return new InvalidSetting(
        "url",
        "found " + found + ", expected jdbc:sqlite:FILE or jdbc:postgresql://HOST:PORT/DATABASE");
  }

  private static SqliteFile file(String name) {
    if (name.isBlank() || name.startsWith(":") || name.startsWith("file:") || name.contains("?")) {
      throw new InvalidSetting(
          "url", "found \"jdbc:sqlite:" + name + "\", expected the plain name of a file on disk");
    }
    try {
      return new SqliteFile(Path.of(name), name);
    } catch (InvalidPathException failure) {
      throw wrong("a file name that this system can't have");
    }
  }

  /// @param rest `//USER:PASSWORD@HOST:PORT/DATABASE?NAME=VALUE&…`, or without the slashes
  private static Server server(String rest, @Nullable String user, @Nullable Secret password) {
    int question = rest.indexOf('?');
    String address = question < 0 ? rest : rest.substring(0, question);
    int at = address.lastIndexOf('@');
    if (at >= 0) {
      String credentials = address.substring(address.startsWith("//") ? 2 : 0, at);
      address = (address.startsWith("//") ? "//" : "") + address.substring(at + 1);
      int colon = credentials.indexOf(':');
      String name = colon < 0 ? credentials : credentials.substring(0, colon);
      user = user == null ? decoded(name) : user;
      password =
          password == null && colon >= 0 ? secret(credentials.substring(colon + 1)) : password;
    }
    if (address.isBlank() || address.equals("//")) {
      throw wrong("a URL without a database");
    }
    List<String> parameters = new ArrayList<>();
    for (String parameter :
        question < 0 ? new String[0] : rest.substring(question + 1).split("&")) {
      String value = parameter.substring(parameter.indexOf('=') + 1);
      if (parameter.startsWith("user=")) {
        user = user == null ? decoded(value) : user;
      } else if (parameter.startsWith("password=")) {
        password = password == null ? secret(value) : password;
      } else if (!parameter.isEmpty()) {
        parameters.add(parameter);
      }
    }
    String query = parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    return new Server("jdbc:postgresql:" + address + query, user, password);
  }

  private static @Nullable Secret secret(String encoded) {
    String value = decoded(encoded);
    return value == null ? null : new Secret(value);
  }

  private static @Nullable String decoded(String encoded) {
    try {
      // A plus is a plus here: only percent signs escape.
      String plain =
          URLDecoder.decode(
              encoded.replace("+", URLEncoder.encode("+", StandardCharsets.UTF_8)),
              StandardCharsets.UTF_8);
      return plain.isEmpty() ? null : plain;
    } catch (IllegalArgumentException failure) {
      throw wrong("credentials with a percent sign that escapes nothing (write it as %25)");
    }
  }
}
