package dev.interlock.host.plugin;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles source text against the API and writes plugin JARs into one folder.
public final class PluginJars {

  /// What a source may use without saying so.
  private static final String IMPORTS =
      """
      import dev.interlock.api.*;
      import dev.interlock.api.http.*;
      import dev.interlock.api.settings.*;
      import jakarta.validation.constraints.*;
      import java.time.Duration;
      import java.util.*;
      import org.pf4j.Extension;
      """;

  private final Path folder;

  public PluginJars(Path folder) {
    this.folder = folder;
  }

  /// A JAR to be written, changed as a test needs it broken.
  public static final class Plan {
    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final List<String> extensions = new ArrayList<>();
    private final List<String> left = new ArrayList<>();
    private final Map<String, String> resources = new LinkedHashMap<>();
    private final String source;
    private boolean withManifest = true;

    private Plan(String id, String source) {
      this.source = source;
      manifest.put("Plugin-Id", id);
      manifest.put("Plugin-Version", "1.2.3");
    }

    /// Null takes the entry away.
    public Plan entry(String name, String value) {
      if (value == null) {
        manifest.remove(name);
      } else {
        manifest.put(name, value);
      }
      return this;
    }

    public Plan extension(String type) {
      extensions.add(type);
      return this;
    }

    public Plan resource(String name, String text) {
      resources.put(name, text);
      return this;
    }

    public Plan withoutManifest() {
      withManifest = false;
      return this;
    }

    /// Compiled, but not put into the JAR.
    public Plan leavingOut(String type) {
      left.add(type);
      return this;
    }
  }

  /// A connector class `type` with `members` in its body; its `start` is among them.
  public static Plan connector(String id, String type, String members) {
    String source =
        IMPORTS
            + "@Extension public final class "
            + type
            + " implements Connector {\n"
            + members
            + "\n}\n";
    return new Plan(id, source).extension(type);
  }

  /// A connector that only starts.
  public static Plan plain(String id) {
    return connector(id, "Plain", "public void start(ConnectorContext context) {}");
  }

  /// Source of any classes, with no extension named.
  public static Plan source(String id, String source) {
    return new Plan(id, IMPORTS + source);
  }

  public Path write(String file, Plan plan) throws IOException {
    Path classes = Files.createTempDirectory("classes");
    compile(plan.source, classes);
    Path jar = folder.resolve(file);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries =
            plan.withManifest
                ? new JarOutputStream(out, manifest(plan))
                : new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        String name = classes.relativize(each).toString();
        if (!plan.left.contains(name.replace(".class", ""))) {
          add(entries, name, Files.readAllBytes(each));
        }
      }
      for (Map.Entry<String, String> each : plan.resources.entrySet()) {
        add(entries, each.getKey(), each.getValue().getBytes(StandardCharsets.UTF_8));
      }
      if (!plan.extensions.isEmpty()) {
        String index = String.join("\n", plan.extensions) + "\n";
        add(entries, "META-INF/extensions.idx", index.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private static void add(JarOutputStream entries, String name, byte[] bytes) throws IOException {
    entries.putNextEntry(new JarEntry(name));
    entries.write(bytes);
    entries.closeEntry();
  }

  private static Manifest manifest(Plan plan) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    plan.manifest.forEach((name, value) -> manifest.getMainAttributes().putValue(name, value));
    return manifest;
  }

  /// Compiles one file's text into `classes`, against the API.
  public static void compile(String source, Path classes) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///" + name(source) + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of(
            "-d",
            classes.toString(),
            "-parameters",
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"));
    if (!compiler.getTask(messages, null, null, options, null, List.of(file)).call()) {
      throw new IllegalArgumentException(messages + "\n" + source);
    }
  }

  private static String name(String source) {
    var matcher = java.util.regex.Pattern.compile("public (?:final )?class (\\w+)").matcher(source);
    return matcher.find() ? matcher.group(1) : "Source";
  }
}
