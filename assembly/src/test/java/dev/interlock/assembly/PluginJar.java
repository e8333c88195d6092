package dev.interlock.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// A plugin that is compiled and packed while a test runs, against what the distribution has in
/// `lib/`.
final class PluginJar {

  private PluginJar() {}

  /// Writes `folder/NAME.jar` with one connector.
  ///
  /// @param body of the connector class, `start` and whatever else it needs
  static Path write(Path folder, String name, String body) throws IOException {
    String type = Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Connector";
    String source =
        """
        package %s;
        import dev.interlock.api.*;
        import java.util.*;
        @org.pf4j.Extension
        public final class %s implements Connector {
        %s
        }
        """
            .formatted(name, type, body);
    Path classes = Files.createTempDirectory(folder.getParent(), "classes-" + name);
    Path file = Files.writeString(classes.resolve(type + ".java"), source);
    compile(classes, List.of(file));
    Files.delete(file);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
        entries.put(classes.relativize(each).toString(), Files.readAllBytes(each));
      }
    }
    entries.put("META-INF/extensions.idx", (name + "." + type + "\n").getBytes(UTF_8));
    return pack(folder.resolve(name + ".jar"), manifest(name), entries);
  }

  /// Compiles into `classes`; an annotation processor writes what it writes there too.
  static void compile(Path classes, List<Path> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String classPath =
        Distribution.built().jars("lib").stream()
            .map(Path::toString)
            .collect(Collectors.joining(java.io.File.pathSeparator));
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "-classpath",
              classPath,
              "-proc:none",
              "-parameters",
              "--release",
              "25");
      boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
  }

  static Manifest manifest(String id) {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.putValue("Plugin-Id", id);
    attributes.putValue("Plugin-Version", "1.0.0");
    attributes.putValue("Plugin-License", "Apache-2.0");
    return manifest;
  }

  static Path pack(
      Path jar, @org.jspecify.annotations.Nullable Manifest manifest, Map<String, byte[]> entries)
      throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out =
            manifest == null ? new JarOutputStream(file) : new JarOutputStream(file, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new JarEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
    }
    return jar;
  }

  /// A plugins folder of a test's own: the distribution's JARs of these names, `webhooks` for
  /// `interlock-webhooks-VERSION.jar`.
  static Path folder(Path parent, String... names) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("plugins"));
    for (String name : names) {
      String file = "interlock-%s-%s.jar".formatted(name, Distribution.version());
      Files.copy(
          Distribution.built().folder().resolve("plugins").resolve(file), folder.resolve(file));
    }
    return folder;
  }
}
