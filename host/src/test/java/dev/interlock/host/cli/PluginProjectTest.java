package dev.interlock.host.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.InterlockException;
import dev.interlock.host.plugin.PluginJars;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PluginProjectTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "greeter,greeter,Greeter",
    "my-own_plugin,myownplugin,MyOwnPlugin",
    "switch,switchconnector,Switch",
    "check,check,Check",
    "x-,x,X"
  })
  void theGeneratedSourcesCompileAgainstTheApi(String name, String packageName, String type)
      throws IOException {
    Path project = new PluginProject(name).write(folder);

    Path source = project.resolve("src/main/java/" + packageName + "/" + type + "Connector.java");
    Path classes = Files.createDirectory(folder.resolve("classes"));
    PluginJars.compile(Files.readString(source), classes);
    assertThat(classes.resolve(packageName + "/" + type + "Connector.class")).exists();
    assertThat(Files.readString(source))
        .contains("Event.of(\"" + packageName + "_greeting\"")
        .doesNotContainPattern("@[A-Z]+@");
    assertThat(Files.readString(project.resolve("pom.xml")))
        .contains("<Plugin-Id>" + name + "</Plugin-Id>")
        .doesNotContainPattern("@[A-Z]+@");
    assertThat(project.resolve("src/test/java/" + packageName + "/" + type + "ConnectorTest.java"))
        .content()
        .contains("TestHost.with(\"" + name + "\", new " + type + "Connector())");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Greeter", "1st", "../up", "a b", "http", "a\u001b"})
  void aNameThatIsNoPluginsIsRefused(String name) {
    assertThatExceptionOfType(InterlockException.class)
        .isThrownBy(() -> new PluginProject(name))
        .withMessageContaining("found \"")
        .withMessageNotContaining("\u001b");
  }

  @Test
  void nothingIsWrittenOver() throws IOException {
    Files.createDirectory(folder.resolve("greeter"));

    assertThatExceptionOfType(InterlockException.class)
        .isThrownBy(() -> new PluginProject("greeter").write(folder))
        .withMessageContaining("which is there already");
    assertThat(folder.resolve("greeter")).isEmptyDirectory();
  }
}
