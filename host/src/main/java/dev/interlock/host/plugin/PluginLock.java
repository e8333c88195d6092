package dev.interlock.host.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `plugins.lock`: the SHA-256 of each JAR that may load, one `HASH FILE` a line, as `sha256sum`
/// writes it. Where the file is there, nothing else loads.
public final class PluginLock {

  public static final String FILE = "plugins.lock";

  private final boolean enforced;
  private final Map<String, String> hashes;

  private PluginLock(boolean enforced, Map<String, String> hashes) {
    this.enforced = enforced;
    this.hashes = hashes;
  }

  /// @param folder of the operator's file
  /// @throws PluginFailureException where the file can't be read or a line is not of its form
  public static PluginLock read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return new PluginLock(false, Map.of());
    }
    Map<String, String> hashes = new TreeMap<>();
    try {
      int number = 0;
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        number++;
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        if (!line.matches("[0-9a-f]{64}  \\S.*")) {
          throw new PluginFailureException(
              file + ":" + number + ": expected 64 hex digits, two spaces, and a file name");
        }
        hashes.put(line.substring(66), line.substring(0, 64));
      }
    } catch (IOException failure) {
      throw new PluginFailureException(file + ": " + failure.getMessage(), failure);
    }
    return new PluginLock(true, hashes);
  }

  /// The lines of a lock for the JARs of a folder.
  public static String render(Iterable<Path> jars) {
    StringBuilder text = new StringBuilder();
    for (Path jar : jars) {
      text.append(hash(jar)).append("  ").append(jar.getFileName()).append('\n');
    }
    return text.toString();
  }

  /// Whether a JAR belongs to the assembly: without a lock each does.
  boolean names(Path jar) {
    return !enforced || hashes.containsKey(jar.getFileName().toString());
  }

  /// The files that it names and `folder` lacks.
  List<Path> missing(Path folder) {
    return hashes.keySet().stream()
        .map(folder::resolve)
        .filter(file -> !Files.exists(file))
        .toList();
  }

  /// @throws PluginFailureException where the lock doesn't allow this JAR
  void check(Path jar) {
    if (!enforced) {
      return;
    }
    String name = jar.getFileName().toString();
    String expected = hashes.get(name);
    if (expected == null) {
      throw new PluginFailureException(
          FILE + " doesn't name " + name + "; interlock plugins lock writes it anew");
    }
    String found = hash(jar);
    if (!found.equals(expected)) {
      throw new PluginFailureException(
          FILE + ": found SHA-256 " + found + " of " + name + ", expected " + expected);
    }
  }

  private static String hash(Path jar) {
    try (InputStream in =
        new DigestInputStream(Files.newInputStream(jar), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(((DigestInputStream) in).getMessageDigest().digest());
    } catch (IOException | NoSuchAlgorithmException failure) {
      throw new PluginFailureException(jar + ": " + failure.getMessage(), failure);
    }
  }
}
