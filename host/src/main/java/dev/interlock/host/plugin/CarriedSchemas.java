package dev.interlock.host.plugin;

import dev.interlock.api.Event;
import dev.interlock.api.Preposition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The schemas that JARs carry in `META-INF/interlock/schema/NAME.VERSION.json`: read without
/// loading a class, so that `interlock schema` answers at once. The testkit checks them against the
/// types when a plugin is built, `interlock validate` does when it is used.
public final class CarriedSchemas {

  private static final String FOLDER = "META-INF/interlock/schema/";
  private static final Pattern ENTRY =
      Pattern.compile(FOLDER + "([a-z][a-z0-9_]*)\\.([1-9]\\d{0,8})\\.json");

  private CarriedSchemas() {}

  /// The schema of the event's newest version; empty where no JAR that may load carries one, or
  /// several do.
  public static Optional<byte[]> find(
      Path folder, PluginLock lock, Preposition preposition, String event) {
    List<byte[]> found = new ArrayList<>();
    for (Path jar : PluginFolder.list(folder)) {
      try {
        lock.check(jar);
        newest(jar, preposition, event).ifPresent(found::add);
      } catch (PluginFailureException | IOException | JacksonException | SecurityException _) {
        return Optional.empty(); // whoever loads the JAR says what is wrong with it
      }
    }
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }

  /// What one JAR carries for this version of an event; empty where it carries none, or can't be
  /// read.
  public static Optional<byte[]> in(Path jar, Preposition preposition, Event<?, ?> event) {
    try (JarFile file = new JarFile(jar.toFile())) {
      ZipEntry entry = file.getEntry(FOLDER + event.name() + "." + event.version() + ".json");
      return entry == null ? Optional.empty() : cut(file, entry, preposition);
    } catch (IOException | JacksonException | SecurityException _) {
      return Optional.empty();
    }
  }

  private static Optional<byte[]> newest(Path jar, Preposition preposition, String event)
      throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      int newest = 0;
      @Nullable ZipEntry entry = null;
      for (ZipEntry each : (Iterable<JarEntry>) file.stream()::iterator) {
        Matcher matcher = ENTRY.matcher(each.getName());
        if (matcher.matches()
            && matcher.group(1).equals(event)
            && Integer.parseInt(matcher.group(2)) > newest) {
          newest = Integer.parseInt(matcher.group(2));
          entry = each;
        }
      }
      return entry == null ? Optional.empty() : cut(file, entry, preposition);
    }
  }

  private static Optional<byte[]> cut(JarFile file, ZipEntry entry, Preposition preposition)
      throws IOException {
    try (InputStream in = file.getInputStream(entry)) {
      return cut(in.readAllBytes(), preposition.toString());
    }
  }

  /// The value of `key`, byte for byte.
  private static Optional<byte[]> cut(byte[] json, String key) {
    try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean meant = parser.currentName().equals(key);
        parser.nextToken();
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        if (meant) {
          int end = (int) parser.currentLocation().getByteOffset();
          return Optional.of(Arrays.copyOfRange(json, start, end));
        }
      }
      return Optional.empty();
    }
  }
}
