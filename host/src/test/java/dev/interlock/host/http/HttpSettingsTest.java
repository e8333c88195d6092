package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.settings.ByteSize;
import dev.interlock.api.settings.InvalidSetting;
import dev.interlock.api.settings.Secret;
import dev.interlock.host.config.ConfigDocument;
import dev.interlock.host.config.ConfigProblem;
import dev.interlock.host.config.KnownEvents;
import dev.interlock.host.config.References;
import dev.interlock.host.config.SettingsBinder;
import dev.interlock.host.http.jwt.JwtSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @TempDir private Path folder;

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
         "jwt": {"jwks_url": "https://a.example/keys", "issuer": "i", "audience": "a"},
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
                new JwtSettings(URI.create("https://a.example/keys"), "i", "a"),
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
  void leavesLoopbackWithAnIssuerOfTokens() {
    JwtSettings jwt = new JwtSettings(URI.create("https://a.example/keys"), "i", "a");

    assertThat(HttpSettings.of("0.0.0.0", null, null, jwt, null, null).jwt()).isEqualTo(jwt);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example/keys?tenant=1",
        "http://localhost:8180/keys",
        "http://127.0.0.1/keys",
        "http://[::1]:8180/keys"
      })
  void takesKeysOverHttpsOrFromThisMachine(String url) {
    assertThat(new JwtSettings(URI.create(url), "i", "a").jwksUrl()).hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example/keys",
        "http://10.0.0.1/keys",
        "http://localhost.example/keys",
        "ftp://127.0.0.1/keys",
        "https:///keys",
        "keys.json",
        "https://user:secret@a.example/keys",
        "https://a.example/keys#1"
      })
  void refusesKeysThatOthersCouldChange(String url) {
    assertInvalid("jwks_url", () -> new JwtSettings(URI.create(url), "i", "a"));
  }

  @Test
  void tellsEverythingThatIsMissingOfAnIssuerAtOnce() throws IOException {
    assertThat(problems("http: {jwt: {}}"))
        .containsExactly("http.jwt.audience", "http.jwt.issuer", "http.jwt.jwks_url");
    assertThat(problems("http: {jwt: {jwks_url: \"https://a.example/keys\", issuer: \" \"}}"))
        .containsExactlyInAnyOrder("http.jwt.issuer", "http.jwt.audience");
    assertThat(problems("http: {jwt: {jwks_url: \"http://a.example/\", issuer: i, audience: a}}"))
        .containsExactly("http.jwt.jwks_url");
    assertThat(
            problems(
                "http: {host: 0.0.0.0, jwt: {jwks_url: \"https://a.example/\", issuer: i, audience:"
                    + " a}}"))
        .isEmpty();
  }

  private List<String> problems(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("webhooks.yaml"), text);
    ConfigDocument document = ConfigDocument.read(file, References.of(Map.of()), Map.of());
    return new SettingsBinder(document, KnownEvents.of(List.of(), false))
        .bind("http", HttpSettings.class).problems().stream().map(ConfigProblem::path).toList();
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

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:80",
    "0.0.0.0, 127.0.0.1:80",
    "::1, [::1]:80",
    "::, [::1]:80",
    "fd00::7, [fd00::7]:80",
    "localhost, localhost:80"
  })
  void aCallerOnThisMachineReachesIt(String host, String authority) {
    assertThat(HttpSettings.authority(host, 80)).isEqualTo(authority);
  }
}
