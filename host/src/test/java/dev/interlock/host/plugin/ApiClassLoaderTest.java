package dev.interlock.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.Connector;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ApiClassLoaderTest {

  private final ClassLoader loader = new ApiClassLoader(ApiClassLoaderTest.class.getClassLoader());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.interlock.host.Main",
        "dev.interlock.host.plugin.Connectors",
        "tools.jackson.databind.json.JsonMapper",
        "com.fasterxml.jackson.databind.ObjectMapper",
        "ch.qos.logback.classic.Logger",
        "org.yaml.snakeyaml.Yaml",
        "org.hibernate.validator.HibernateValidator",
        "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
        "io.helidon.webserver.WebServer",
        "org.junit.jupiter.api.Test"
      })
  void theHostsOwnClassesAreNotThere(String name) {
    assertThatExceptionOfType(ClassNotFoundException.class)
        .isThrownBy(() -> loader.loadClass(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.interlock.api.Connector",
        "org.jspecify.annotations.Nullable",
        "org.slf4j.Logger",
        "com.fasterxml.jackson.annotation.JsonProperty",
        "jakarta.validation.constraints.NotNull",
        "io.micrometer.core.instrument.MeterRegistry",
        "io.micrometer.common.KeyValue",
        "picocli.CommandLine",
        "org.pf4j.Extension"
      })
  void theApiIsTheHostsOwn(String name) throws ClassNotFoundException {
    assertThat(loader.loadClass(name)).isSameAs(Class.forName(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.sql.Connection",
        "javax.sql.DataSource",
        "java.net.http.HttpClient",
        "java.util.logging.Logger"
      })
  void theJdkIsThere(String name) {
    assertThatCode(() -> loader.loadClass(name)).doesNotThrowAnyException();
  }

  @Test
  void noResourceOfTheHostIsThere() throws IOException {
    String resource = "logback-test.xml";
    assertThat(ApiClassLoaderTest.class.getClassLoader().getResource(resource)).isNotNull();

    assertThat(loader.getResource(resource)).isNull();
    assertThat(loader.getResourceAsStream("META-INF/MANIFEST.MF")).isNull();
    assertThat(loader.getResources(resource).hasMoreElements()).isFalse();
    assertThat(loader.getResource("dev/interlock/host/Main.class")).isNull();
  }

  @Test
  void aPluginSeesItsOwnResourcesAndClassesOnly(@TempDir Path folder) throws IOException {
    new PluginJars(folder).write("own.jar", PluginJars.plain("own"));

    try (PluginFolder loaded = PluginFolder.load(folder, PluginLock.read(folder), "0.1.0")) {
      Connector connector = loaded.modules().getFirst().create();
      ClassLoader plugin = connector.getClass().getClassLoader();
      assertThat(plugin.getResource("META-INF/extensions.idx")).isNotNull();
      assertThat(plugin.getResource("logback-test.xml")).isNull();
      assertThatExceptionOfType(ClassNotFoundException.class)
          .isThrownBy(() -> plugin.loadClass("dev.interlock.host.Main"));
    }
  }
}
