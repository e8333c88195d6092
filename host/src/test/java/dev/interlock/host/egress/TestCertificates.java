package dev.interlock.host.egress;

import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority made for one test, and what it signs.
final class TestCertificates {

  record Issued(X509Certificate certificate, KeyPair keys) {}

  private final Issued authority;

  TestCertificates() throws Exception {
    authority = sign("authority", null, true);
  }

  Issued issue(String name) throws Exception {
    return sign(name, authority, false);
  }

  private static Issued sign(String name, Issued issuer, boolean isAuthority) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair keys = generator.generateKeyPair();
    X500Name subject = new X500Name("CN=" + name);
    X500Name by =
        issuer == null
            ? subject
            : new X500Name(issuer.certificate().getSubjectX500Principal().getName());
    var builder =
        new JcaX509v3CertificateBuilder(
            by,
            BigInteger.valueOf(System.nanoTime()),
            Date.from(Instant.now().minusSeconds(3600)),
            Date.from(Instant.now().plusSeconds(3600)),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
    var signer =
        new JcaContentSignerBuilder("SHA256withECDSA")
            .build((issuer == null ? keys : issuer.keys()).getPrivate());
    return new Issued(
        new JcaX509CertificateConverter().getCertificate(builder.build(signer)), keys);
  }

  Path authorityFile(Path folder) throws Exception {
    return write(folder.resolve("authority.pem"), authority.certificate());
  }

  static Path write(Path file, Object item) throws Exception {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
      pem.writeObject(
          item instanceof KeyPair pair ? new JcaPKCS8Generator(pair.getPrivate(), null) : item);
    }
    return Files.writeString(file, text.toString());
  }

  /// A server's context that presents `issued` and knows this authority.
  SSLContext server(Issued issued) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server",
        issued.keys().getPrivate(),
        new char[0],
        new X509Certificate[] {issued.certificate()});
    store.setCertificateEntry("authority", authority.certificate());
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
