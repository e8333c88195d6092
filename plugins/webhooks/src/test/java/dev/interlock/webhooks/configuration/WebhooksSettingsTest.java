package dev.interlock.webhooks.configuration;

import static dev.interlock.webhooks.support.SettingsReader.complete;
import static dev.interlock.webhooks.support.SettingsReader.refusal;
import static dev.interlock.webhooks.support.SettingsReader.settings;
import static dev.interlock.webhooks.support.SettingsReader.webhook;
import static dev.interlock.webhooks.support.SettingsReader.webhooks;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.api.FailurePolicy;
import dev.interlock.api.delivery.Durability;
import dev.interlock.api.delivery.FlowPolicy;
import dev.interlock.api.delivery.Poison;
import dev.interlock.api.delivery.RetryPolicy;
import dev.interlock.api.egress.AddressPolicy;
import dev.interlock.api.egress.EgressRequest.Header;
import dev.interlock.api.egress.TlsIdentity;
import dev.interlock.api.settings.Rate;
import dev.interlock.webhooks.compat.CompatSettings;
import dev.interlock.webhooks.compat.PostmandSettings;
import dev.interlock.webhooks.compat.RelaySettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhooksSettingsTest {

  private static final RetryPolicy THREE_TRIES =
      new RetryPolicy(
          3,
          Duration.ofMinutes(5),
          new RetryPolicy.Delays(Duration.ofSeconds(1), 2, Duration.ofMinutes(1), 0.2));

  @Test
  void whatIsNotSaidHasADefault() {
    Webhook hook =
        webhooks("[{events: 'after:measure', url: 'https://a.example/in', secret: 's'}]")
            .getFirst();

    assertThat(hook.name()).isEqualTo("a.example-after-measure");
    assertThat(hook.identity().description()).isEmpty();
    assertThat(hook.identity().enabled()).isTrue();
    assertThat(hook.identity().generated()).isTrue();
    assertThat(hook.when()).isNull();
    assertThat(hook.target())
        .isEqualTo(
            new Webhook.Target(
                URI.create("https://a.example/in"),
                List.of(),
                AddressPolicy.OPERATOR,
                TlsIdentity.DEFAULT,
                null));
    assertThat(hook.sending().timeouts())
        .isEqualTo(new Webhook.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(10)));
    assertThat(hook.sending().success()).containsExactly(new StatusPattern(200, 299));
    assertThat(hook.asking())
        .isEqualTo(new Webhook.Asking(FailurePolicies.NONE, false, null, THREE_TRIES));
    assertThat(hook.telling())
        .isEqualTo(
            new Webhook.Telling(
                Durability.MEMORY,
                null,
                Poison.PARK,
                Duration.ofHours(1),
                THREE_TRIES,
                new FlowPolicy(16, null, 10_000, null, true)));
  }

  @Test
  void everyKeyIsRead() {
    Webhook hook =
        webhooks(
                """
                [{name: 'all', description: 'of them', enabled: false,
                  events: ['before:adjust', 'after:*', '!after:check'],
                  url: 'https://a.example/in', secrets: ['new', 'old'], signing: ['standard', 'ed25519'],
                  signing_key: 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
                  headers: {'x-some-header': 'v'},
                  backoff: {max_tries: 7, max_time: '1m', initial: '200ms', factor: 3, max: '5s', jitter: 0},
                  timeout: {connect: '1s', request: '4s'}, success: [200, '4xx'],
                  on_failure: {timeout: 'proceed', default: 'cancel'}, mutate: true, verdict: 'signed',
                  delivery: 'durable', ordered: 'body.event', poison: 'hold', concurrency: 4, expire: '2h',
                  rate: '600/m', disable_after: '5d', max_backlog: 77, when: 'has(body.parameters)',
                  tls: {client_cert: 'c.pem', client_key: 'k.pem', ca: 'a.pem'},
                  auth: {basic: {user: 'ada', password: 'lovelace'}},
                  allow_private: ['10.0.3.7/32', 'fd00::/8']}]
                """)
            .getFirst();

    assertThat(hook.name()).isEqualTo("all");
    assertThat(hook.identity().description()).isEqualTo("of them");
    assertThat(hook.identity().enabled()).isFalse();
    assertThat(hook.identity().generated()).isFalse();
    assertThat(hook.when()).hasToString("has(body.parameters)");
    assertThat(hook.events()).hasToString("before:adjust, after:*, !after:check");
    assertThat(hook.target().headers()).containsExactly(new Header("x-some-header", "v"));
    assertThat(hook.target().addresses())
        .isEqualTo(new AddressPolicy(true, false, List.of("10.0.3.7/32", "fd00::/8")));
    assertThat(hook.target().tls())
        .isEqualTo(new TlsIdentity(Path.of("c.pem"), Path.of("k.pem"), Path.of("a.pem")));
    assertThat(hook.target().auth().basic().user()).isEqualTo("ada");
    RetryPolicy retry =
        new RetryPolicy(
            7,
            Duration.ofMinutes(1),
            new RetryPolicy.Delays(Duration.ofMillis(200), 3, Duration.ofSeconds(5), 0));
    assertThat(hook.asking().retry()).isEqualTo(retry);
    assertThat(hook.telling().order()).hasToString("body.event");
    assertThat(hook.queueTarget())
        .isEqualTo(
            new dev.interlock.api.delivery.Target(
                "all",
                Durability.DURABLE,
                retry,
                Poison.HOLD,
                Duration.ofHours(2),
                Duration.ofSeconds(5),
                new FlowPolicy(4, new Rate(10), 77, Duration.ofDays(5), true)));
    assertThat(hook.sending().timeouts())
        .isEqualTo(new Webhook.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(4)));
    assertThat(hook.sending().success())
        .containsExactly(new StatusPattern(200, 200), new StatusPattern(400, 499));
    assertThat(hook.sending().signer().publicKeys()).hasSize(1);
    assertThat(hook.asking().mutate()).isTrue();
    assertThat(hook.asking().verdict()).isNotNull();
    assertThat(hook.asking().onFailure().policyFor(FailureCause.TIMEOUT))
        .isEqualTo(FailurePolicy.PROCEED);
    assertThat(hook.asking().onFailure().policyFor(FailureCause.DNS))
        .isEqualTo(FailurePolicy.CANCEL);
  }

  @Test
  void theSeedsExampleLoadsUnchanged() {
    Webhook hook =
        webhooks(
                """
                [{name: 'my_measure_handler', description: 'Store measurement info into Elastic Search.',
                  events: ['after:measure'], url: 'https://example.com/webhooks', secret: 's3cr3t',
                  headers: [{name: 'x-some-header', value: 'some value'}],
                  backoff: {max_tries: 3, max_time: '5m'}}]
                """)
            .getFirst();

    assertThat(hook.name()).isEqualTo("my_measure_handler");
    assertThat(hook.target().headers()).containsExactly(new Header("x-some-header", "some value"));
  }

  @Test
  void aDurableWebhookTriesUntilItsDeliveriesExpire() {
    Webhook hook = webhook("delivery: 'durable'");

    assertThat(hook.telling().expire()).isEqualTo(Duration.ofDays(3));
    assertThat(hook.telling().retry())
        .isEqualTo(
            new RetryPolicy(
                Integer.MAX_VALUE,
                Duration.ofDays(3),
                new RetryPolicy.Delays(Duration.ofSeconds(1), 2, Duration.ofHours(1), 0.2)));
    assertThat(hook.telling().flow().maxBacklog()).isEqualTo(1_000_000);
    assertThat(webhook("delivery: 'durable', expire: '6h'").telling().retry().maxTime())
        .isEqualTo(Duration.ofHours(6));
    assertThat(webhook("delivery: 'durable', backoff: {max_tries: 9}").telling().retry().maxTries())
        .isEqualTo(9);
  }

  @Test
  void aWebhookOnBothSidesAsksThreeTimesHoweverLongItTells() {
    Webhook hook = webhook("events: ['before:adjust', 'after:adjust'], delivery: 'durable'");

    assertThat(hook.asking().retry()).isEqualTo(THREE_TRIES);
    assertThat(hook.telling().retry().maxTries()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void anyEditIsAnotherFingerprint() {
    String entry = webhook("").identity().fingerprint();

    assertThat(webhook("").identity().fingerprint()).isEqualTo(entry).hasSize(16);
    for (String edit :
        new String[] {
          "secret: 'other'",
          "url: 'https://a.example/other'",
          "description: 'x'",
          "auth: {bearer: 't'}",
          "headers: {'x-team': 'core'}",
          "events: 'after:adjust'"
        }) {
      assertThat(webhook(edit).identity().fingerprint()).as(edit).isNotEqualTo(entry);
    }
    assertThat(webhook("auth: {bearer: 't'}").identity().fingerprint())
        .isNotEqualTo(webhook("auth: {bearer: 'u'}").identity().fingerprint());
  }

  @Test
  void orderedTrueIsOneKeyForTheWholeWebhook() {
    assertThat(webhook("ordered: true").telling().order()).hasToString("true");
    assertThat(webhook("ordered: false").telling().order()).isNull();
  }

  @Test
  void backoffFalseMeansExactlyOneAttempt() {
    assertThat(webhook("backoff: false").telling().retry().maxTries()).isEqualTo(1);
    assertThat(webhook("delivery: 'durable', backoff: false").telling().retry().maxTries())
        .isEqualTo(1);
    assertThat(webhook("backoff: true").telling().retry().maxTries()).isEqualTo(3);
  }

  @Test
  void duplicateEventsAreFolded() {
    assertThat(webhook("events: ['after:measure', 'after:measure']").events())
        .hasToString("after:measure");
  }

  @Test
  void defaultsAreLaidUnderEachHook() {
    List<Webhook> hooks =
        webhooks(
            """
            {defaults: {secret: 's', headers: {'x-team': 'core', 'x-tier': '1'}, timeout: {request: '3s'},
                        backoff: {max_tries: 5, initial: '2s'}},
             hooks: [{name: 'one', events: 'after:measure', url: 'https://a.example/',
                      headers: {'X-Team': 'edge'}, timeout: {connect: '1s'}, backoff: {max_tries: 2}},
                     {name: 'two', events: 'after:adjust', url: 'https://b.example/'}]}
            """);

    assertThat(hooks.get(0).target().headers())
        .containsExactly(new Header("X-Team", "edge"), new Header("x-tier", "1"));
    assertThat(hooks.get(0).sending().timeouts())
        .isEqualTo(new Webhook.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(3)));
    assertThat(hooks.get(0).telling().retry().maxTries()).isEqualTo(2);
    assertThat(hooks.get(0).telling().retry().delayBefore(2, 0.5)).isEqualTo(Duration.ofSeconds(2));
    assertThat(hooks.get(1).telling().retry().maxTries()).isEqualTo(5);
    assertThat(hooks.get(1).target().headers()).hasSize(2);
  }

  @Test
  void anEmptySectionHasNoWebhooks() {
    assertThat(webhooks("{}")).isEmpty();
    assertThat(webhooks("[]")).isEmpty();
  }

  @Test
  void namesAreUnique() {
    assertThat(refusal("[" + complete("name: 'a'") + "," + complete("name: 'a'") + "]"))
        .isEqualTo("[1].name: found \"a\" twice; names are unique");
    assertThat(refusal("{hooks: [" + complete("name: 'a'") + "," + complete("name: 'a'") + "]}"))
        .startsWith("hooks[1].name: ");
  }

  @Test
  void generatedNamesAreNumberedWhereTheyClash() {
    String hook = "{events: ['after:*', '!after:check'], url: 'https://a.example/', secret: 's'}";

    assertThat(webhooks("[" + hook + "," + hook + "]"))
        .extracting(Webhook::name)
        .containsExactly("a.example-after-any", "a.example-after-any-2");
  }

  @Test
  void compatibleApisHaveTheirUsualPortsOnLoopback() {
    CompatSettings compat =
        settings("{compat: {postmand: {auth: 'none'}, relay: {}}}").compatOrNone();

    assertThat(compat.postmand().portOrDefault()).isEqualTo(8000);
    assertThat(compat.postmand().healthPortOrDefault()).isEqualTo(8001);
    assertThat(compat.postmand().hostOrDefault()).isEqualTo("127.0.0.1");
    assertThat(compat.relay()).isEqualTo(new RelaySettings(null, null, null));
    assertThat(settings("[]").compatOrNone()).isEqualTo(CompatSettings.NONE);
  }

  @Test
  void everyKeyOfCompatIsRead() {
    CompatSettings compat =
        settings(
                "{compat: {postmand: {port: 9000, health_port: 9001, auth: 'none', host: '::1',"
                    + " return_secret: true}, relay: {auth: 'none', port: 9002, host: '0.0.0.0'}}}")
            .compatOrNone();

    assertThat(compat)
        .isEqualTo(
            new CompatSettings(
                new PostmandSettings(9000, 9001, "none", "::1", true),
                new RelaySettings("none", 9002, "0.0.0.0")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          compat: {svix: true}                               | Unrecognized
          compat: {postmand: {auth: 'basic'}}                | auth: found "basic"
          compat: {postmand: {port: 65536}}                  | port: found 65536
          compat: {postmand: {port: 8001}}                   | health_port: found 8001
          compat: {relay: {host: '0.0.0.0'}}                 | host: found no port
          compat: {relay: {port: 1, host: ' '}}              | host: expected
          retention: '0s'                                    | retention: found 0s
          """)
  void whatIsWrongBesideTheHooksIsSaid(String keys, String refusal) {
    assertThat(refusal("{hooks: [], " + keys + "}")).contains(refusal);
  }

  @Test
  void destinationsNamesAreTheForwarders() {
    String hooks =
        "hooks: [{name: 'relay-7', url: 'https://a.example/', secret: 's', events: 'after:x'}]";

    assertThat(settings("{" + hooks + "}").webhooks()).hasSize(1);
    assertThat(refusal("{compat: {relay: {}}, " + hooks + "}"))
        .contains("hooks[0].name: found \"relay-7\", a destination's name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delivery: 'memory'",
        "ordered: false",
        "poison: 'park'",
        "expire: '1h'",
        "concurrency: 16",
        "rate: '5/s'",
        "disable_after: '5d'",
        "max_backlog: 5"
      })
  void aBeforeHookTakesNoneOfTheQueuesKeys(String key) {
    assertThat(refusal("[" + complete("events: 'before:adjust', " + key) + "]"))
        .startsWith(key.substring(0, key.indexOf(':')) + ": after only");
  }

  @ParameterizedTest
  @ValueSource(strings = {"on_failure: 'fail'", "mutate: true", "verdict: 'signed'"})
  void anAfterHookTakesNoneOfTheVerdictsKeys(String key) {
    assertThat(refusal("[" + complete(key) + "]"))
        .startsWith(key.substring(0, key.indexOf(':')) + ": before only");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          name: 'a b'                                            | name: expected
          url: 'ftp://a.example'                                 | url: expected http
          url: 'https://ada:pw@a.example/'                       | url: userinfo
          url: 'https://a.example/#top'                          | url: a URL to send to has no fragment
          url: 'https:///x'                                      | url: expected a host
          secrets: []                                            | secrets: found 0
          secret: 'a', secrets: ['b']                            | secrets: found secret as well
          secret: 'whsec_%%%'                                    | secret: secret: what follows whsec_
          signing: []                                            | signing: found none
          signing: ['md5']                                       | signing[0]: signature scheme: found
          signing: ['ed25519']                                   | signing_key: missing
          signing_key: 'whsk_AAAA'                               | signing_key: only ed25519
          signing: 'ed25519', signing_key: 'whsk_AAAA'           | signing_key: signing key: found 3 bytes
          success: []                                            | success: found none
          success: ['3xx']                                       | : expected a code or a class
          success: ['2x']                                        | : found
          events: ['!after:check']                               | events: expected at least one
          backoff: {max_tries: 0}                                | max_tries: found 0
          backoff: {max_time: '0s'}                              | max_time: found 0s
          backoff: {factor: 0.5}                                 | factor: found 0.5
          backoff: {jitter: 2}                                   | jitter: found 2.0
          backoff: {initial: '10s', max: '5s'}                   | initial: found 10s
          timeout: {request: '1h'}                               | request: expected
          expire: '0s'                                           | expire: found 0s
          delivery: 'paper'                                      | delivery: found "paper"
          poison: 'eat'                                          | poison: found "eat"
          concurrency: 0                                         | concurrency: found 0
          concurrency: 1025                                      | concurrency: found 1025
          max_backlog: 0                                         | max_backlog: found 0
          disable_after: '0s'                                    | disable_after: found 0s
          when: ''                                               | when: expected an expression
          when: 'body.x('                                        | when: column 8: mismatched input
          when: 'bod.x'                                          | when: column 1: undeclared reference to 'bod'
          when: '1 + 1'                                          | when: it gives int, expected true or false
          ordered: 3                                             | ordered: expected true, false, or
          ordered: 'body.'                                       | ordered: column 6:
          tls: {client_cert: 'c.pem'}                            | client_key: client_cert and
          auth: {}                                               | : found 0 of them
          auth: {basic: {user: 'a:b', password: 'p'}}            | user: expected a name
          auth: {basic: {user: 'a'}}                             | password: missing
          auth: {oauth2: {token_url: 'https://a.example/t'}}     | client_id: missing
          auth: {bearer: 't'}, headers: {Authorization: 'x'}     | auth: found a header
          allow_private: ['10.0.3.7']                            | [0]: found "10.0.3.7"
          allow_private: ['10.0.3.7/33']                         | [0]: found
          allow_private: ['internal/8']                          | [0]: found

          events: 'before:adjust', on_failure: 'explode'         | : found "explode"
          events: 'before:adjust', on_failure: {weather: 'fail'} | weather: no such cause
          events: 'before:adjust', verdict: 'sealed'             | verdict: found "sealed"
          """)
  void whatIsWrongIsSaidWhereItStands(String keys, String refusal) {
    assertThat(refusal("[" + complete(keys) + "]")).startsWith(refusal);
  }

  @Test
  void whatIsRequiredIsMissed() {
    assertThat(refusal("[{url: 'https://a.example/', secret: 's'}]")).startsWith("events: missing");
    assertThat(refusal("[{events: 'after:measure', secret: 's'}]")).startsWith("url: missing");
    assertThat(refusal("[{events: 'after:measure', url: 'https://a.example/'}]"))
        .startsWith("secret: missing");
    assertThat(refusal("{hooks: [{events: 'after:measure', secret: 's'}]}"))
        .startsWith("hooks[0].url: missing");
    assertThat(refusal("[" + complete("colour: 'red'") + "]")).contains("colour");
  }

  @Test
  void aMalformedSecretIsNotQuoted() {
    assertThat(refusal("[" + complete("secret: 'whsec_%hunter2%'") + "]"))
        .doesNotContain("hunter2");
  }
}
