package dev.interlock.host.egress;

import dev.interlock.api.egress.TlsIdentity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Makes a TLS context of PEM files. An identity's own authorities replace the default trust, which
/// is the platform's and that of `egress.ca`.
final class TlsMaterial {

  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private TlsMaterial() {}

  /// @throws IOException naming the file that can't be read
  /// @throws GeneralSecurityException naming the file that holds something else
  static SSLContext context(TlsIdentity identity, @Nullable Path trusted)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys(identity), trust(identity.authorities(), trusted), null);
    return context;
  }

  private static KeyManager @Nullable [] keys(TlsIdentity identity)
      throws IOException, GeneralSecurityException {
    Path certificate = identity.clientCertificate();
    Path key = identity.clientKey();
    if (certificate == null || key == null) {
      return null;
    }
    Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
    KeyStore store = empty();
    char[] password = {};
    store.setKeyEntry("client", privateKey(key), password, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, password);
    return factory.getKeyManagers();
  }

  private static TrustManager @Nullable [] trust(@Nullable Path own, @Nullable Path added)
      throws IOException, GeneralSecurityException {
    if (own == null && added == null) {
      return null;
    }
    List<Certificate> authorities = new ArrayList<>();
    if (own != null) {
      authorities.addAll(certificates(own));
    } else {
      authorities.addAll(ofPlatform());
      authorities.addAll(certificates(added));
    }
    KeyStore store = empty();
    for (int index = 0; index < authorities.size(); index++) {
      store.setCertificateEntry("authority-" + index, authorities.get(index));
    }
    return factory(store).getTrustManagers();
  }

  private static List<X509Certificate> ofPlatform() throws GeneralSecurityException {
    List<X509Certificate> authorities = new ArrayList<>();
    for (TrustManager manager : factory(null).getTrustManagers()) {
      if (manager instanceof X509TrustManager x509) {
        authorities.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return authorities;
  }

  private static TrustManagerFactory factory(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(@Nullable Path file)
      throws IOException, GeneralSecurityException {
    if (file == null) {
      return List.of();
    }
    byte[] bytes = Files.readAllBytes(file);
    Collection<? extends Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes));
    if (found.isEmpty()) {
      throw new GeneralSecurityException(file + ": found no certificate, expected PEM");
    }
    return found;
  }

  private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    String text = Files.readString(file, StandardCharsets.US_ASCII);
    int begin = text.indexOf(KEY_BEGIN);
    int end = text.indexOf(KEY_END);
    if (begin < 0 || end < begin) {
      throw new GeneralSecurityException(
          file
              + ": expected an unencrypted PKCS#8 key in PEM; openssl pkcs8 -topk8 -nocrypt makes"
              + " one");
    }
    byte[] encoded =
        Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(encoded);
    GeneralSecurityException failure =
        new GeneralSecurityException(file + ": expected a key of RSA, EC or EdDSA");
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException other) {
        failure.addSuppressed(other);
      }
    }
    throw failure;
  }
}
