package dev.interlock.host.cli;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import dev.interlock.host.plugin.PluginId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import javax.lang.model.SourceVersion;

/// `interlock plugins new NAME`: a Maven project of a connector, from the templates beside this
/// class.
final class PluginProject {

  private final String name;

  PluginProject(String name) {
    PluginId.problem(name)
        .ifPresent(
            problem -> {
              throw new InterlockException(
                  ErrorCategory.USER, "a name like greeter: " + Escapes.escape(problem));
            });
    this.name = name;
  }

  /// Writes `parent/NAME`, which must not be there yet.
  Path write(Path parent) throws IOException {
    Path folder = parent.resolve(name);
    if (Files.exists(folder)) {
      throw new InterlockException(
          ErrorCategory.USER, "found " + folder + ", which is there already");
    }
    String packageName = packageName();
    String type = typeName();
    Map<String, String> files =
        Map.of(
            "pom.xml", "pom.xml",
            "Connector.java", "src/main/java/" + packageName + "/" + type + "Connector.java",
            "ConnectorTest.java",
                "src/test/java/" + packageName + "/" + type + "ConnectorTest.java");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path target = folder.resolve(file.getValue());
      Files.createDirectories(target.getParent());
      String text =
          template(file.getKey())
              .replace("@NAME@", name)
              .replace("@PACKAGE@", packageName)
              .replace("@TYPE@", type)
              .replace("@EVENT@", packageName + "_greeting")
              .replace("@VERSION@", ProductVersion.current());
      Files.writeString(target, text);
    }
    return folder;
  }

  private String packageName() {
    String plain = name.replaceAll("[^a-z0-9]", "");
    return SourceVersion.isKeyword(plain) ? plain + "connector" : plain;
  }

  private String typeName() {
    StringBuilder type = new StringBuilder();
    for (String part : name.split("[-_]+")) {
      type.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
    }
    return type.toString();
  }

  private static String template(String file) throws IOException {
    try (InputStream in = PluginProject.class.getResourceAsStream("project/" + file + ".txt")) {
      if (in == null) {
        throw new IOException("template " + file + " is missing from this build");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
