package dev.interlock.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interlock.api.InterlockException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"RSA,SHA256withRSA", "EC,SHA256withECDSA"})
  void servesWithAPemIdentity(String algorithm, String signature) throws Exception {
    X509Certificate certificate = writeIdentity(algorithm, signature);
    TlsSettings tls =
        new TlsSettings(Path.of("cert.pem"), Path.of("key.pem")).resolvedAgainst(folder);
    try (TestServer server =
            new TestServer(HttpSettings.of(null, 0, null, null, tls, null), HttpLimits.DEFAULT);
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(certificate)).build()) {
      URI health = URI.create("https://localhost:" + server.port() + "/healthz");

      var response = client.send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(server.api.uri()).hasScheme("https");
    }
  }

  @Test
  void saysHowToConvertAKeyOfAnotherForm() throws Exception {
    writeIdentity("RSA", "SHA256withRSA");
    Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");

    assertThatExceptionOfType(InterlockException.class)
        .isThrownBy(
            () ->
                PemIdentity.load(
                    new TlsSettings(folder.resolve("cert.pem"), folder.resolve("key.pem"))))
        .withMessageContaining("openssl pkcs8");
  }

  @Test
  void namesTheFileThatIsMissing() {
    assertThatExceptionOfType(InterlockException.class)
        .isThrownBy(
            () ->
                PemIdentity.load(
                    new TlsSettings(folder.resolve("none.pem"), folder.resolve("key.pem"))))
        .withMessageContaining("none.pem");
  }

  private X509Certificate writeIdentity(String algorithm, String signature) throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    X500Principal name = new X500Principal("CN=localhost");
    Instant now = Instant.now();
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(now.minus(1, ChronoUnit.HOURS)),
            Date.from(now.plus(1, ChronoUnit.HOURS)),
            name,
            pair.getPublic());
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
    var holder = builder.build(new JcaContentSignerBuilder(signature).build(pair.getPrivate()));
    X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(holder);
    Files.writeString(folder.resolve("cert.pem"), pem("CERTIFICATE", certificate.getEncoded()));
    Files.writeString(
        folder.resolve("key.pem"), pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    return certificate;
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static SSLContext trusting(X509Certificate certificate) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("server", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
