package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

final class HttpSettingsTest {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addDeserializer(
                      ByteSize.class,
                      new StdDeserializer<ByteSize>(ByteSize.class) {
                        @Override
                        public ByteSize deserialize(
                            JsonParser parser, DeserializationContext context) {
                          return ByteSize.parse(parser.getString());
                        }
                      }))
          .build();

  @Test
  void hasDefaults() {
    assertThat(MAPPER.readValue("{}", HttpSettings.class))
        .isEqualTo(
            new HttpSettings("127.0.0.1", 8080, List.of(), null, null, new ByteSize(1 << 20)))
        .isEqualTo(HttpSettings.DEFAULT);
  }

  @Test
  void mapsEveryKey() {
    String file =
        """
        {"host": "0.0.0.0", "port": 9000, "max_body": "2MiB", "tls": {"cert": "a.pem", "key": "b.pem"},
         "api_keys": [{"name": "ops", "key": "0123456789abcdef", "scopes": ["publish:adj*", "read", "manage"]}]}
        """;

    HttpSettings settings = MAPPER.readValue(file, HttpSettings.class);

    assertThat(settings)
        .isEqualTo(
            new HttpSettings(
                "0.0.0.0",
                9000,
                List.of(
                    new ApiKey(
                        "ops",
                        new Secret("0123456789abcdef"),
                        List.of("publish:adj*", "read", "manage"))),
                null,
                new TlsSettings(Path.of("a.pem"), Path.of("b.pem")),
                new ByteSize(2 << 20)));
    assertThat(settings.resolvedAgainst(Path.of("/etc/x")).tls().cert())
        .isEqualTo(Path.of("/etc/x/a.pem"));
    assertThat(settings.toString()).doesNotContain("0123456789abcdef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.4", "host.example"})
  void refusesToLeaveLoopbackWithoutAKey(String host) {
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(() -> HttpSettings.of(host, null, null, null, null, null))
        .withMessageContaining("api_keys: [{name: ops")
        .withMessageContaining("host: 127.0.0.1")
        .satisfies(e -> assertThat(e.key()).isEqualTo("host"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "localhost"})
  void needsNoKeyOnLoopback(String host) {
    assertThat(HttpSettings.of(host, null, null, null, null, null).binding().onLoopback()).isTrue();
  }

  @Test
  void saysThatTokensAreNotYet() {
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(
            () -> HttpSettings.of(null, null, null, new JwtSettings("u", "i", "a"), null, null))
        .withMessageStartingWith("not yet");
  }

  @Test
  void refusesKeysThatAreNoKeys() {
    Secret key = new Secret("0123456789abcdef");
    assertInvalid("key", () -> new ApiKey("a", new Secret("short"), List.of("read")));
    assertInvalid("key", () -> new ApiKey("a", new Secret("0123456789 abcdef"), List.of("read")));
    assertInvalid("name", () -> new ApiKey(" ", key, List.of("read")));
    assertInvalid("scopes", () -> new ApiKey("a", key, List.of()));
    assertInvalid("scopes[1]", () -> new ApiKey("a", key, List.of("read", "write")));
    ApiKey twice = new ApiKey("a", key, List.of("read"));
    assertInvalid(
        "api_keys[1].name",
        () -> HttpSettings.of(null, null, List.of(twice, twice), null, null, null));
    assertInvalid("port", () -> HttpSettings.of(null, 65_536, null, null, null, null));
    assertInvalid("max_body", () -> HttpSettings.of(null, null, null, null, null, new ByteSize(0)));
  }

  private static void assertInvalid(
      String key, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(InvalidSetting.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.key()).isEqualTo(key));
  }
}
