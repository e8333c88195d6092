package dev.interlock.host.store;

import dev.interlock.api.store.StoreDialect;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A migration that the host or a connector carries: `V1_2__what_it_does.sql`.
///
/// @param name of the file
/// @param sql its text
record Carried(String name, String sql) {

  private static final String ROOT = "META-INF/interlock/migrations/";
  private static final Pattern NAME = Pattern.compile("V([0-9]+(?:[._][0-9]+)*)__(.+)\\.sql");

  /// Those of the host itself, oldest first.
  static List<Carried> byHost(StoreDialect dialect) {
    return in(Carried.class.getClassLoader(), ROOT + "host/" + folder(dialect));
  }

  /// Those of a connector, oldest first; often none.
  static List<Carried> by(ClassLoader loader, StoreDialect dialect) {
    return in(loader, ROOT + folder(dialect));
  }

  private static String folder(StoreDialect dialect) {
    return dialect.name().toLowerCase(Locale.ROOT) + "/";
  }

  private static List<Carried> in(ClassLoader loader, String folder) {
    URL url = loader.getResource(folder);
    if (url == null) {
      return List.of();
    }
    List<Carried> carried = new ArrayList<>();
    try {
      if (url.getProtocol().equals("jar")) {
        readJar(url, folder, carried);
      } else {
        readFolder(Path.of(URI.create(url.toString())), carried);
      }
    } catch (IOException failure) {
      throw Failures.of("the migrations in " + url + " can't be read", failure);
    }
    carried.sort(Comparator.comparing(Carried::version));
    return List.copyOf(carried);
  }

  private static void readJar(URL url, String folder, List<Carried> carried) throws IOException {
    String file = url.getPath().substring(0, url.getPath().indexOf("!/"));
    // Opened here, as an unloaded plugin's JAR must not stay open.
    try (JarFile jar = new JarFile(Path.of(URI.create(file)).toFile())) {
      for (JarEntry entry :
          jar.stream().filter(each -> each.getName().startsWith(folder)).toList()) {
        String name = entry.getName().substring(folder.length());
        if (NAME.matcher(name).matches()) {
          try (InputStream content = jar.getInputStream(entry)) {
            carried.add(
                new Carried(name, new String(content.readAllBytes(), StandardCharsets.UTF_8)));
          }
        }
      }
    }
  }

  private static void readFolder(Path folder, List<Carried> carried) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (NAME.matcher(name).matches()) {
          carried.add(new Carried(name, Files.readString(file)));
        }
      }
    }
  }

  SchemaVersion version() {
    return SchemaVersion.parse(matched().group(1));
  }

  /// As the history has it: spaces for underscores.
  String description() {
    return matched().group(2).replace('_', ' ');
  }

  private Matcher matched() {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalStateException(name);
    }
    return matcher;
  }
}
