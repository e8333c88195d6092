package dev.interlock.host.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.interlock.api.ErrorCategory;
import dev.interlock.api.InterlockException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's certificate and key, read from PEM files.
final class PemIdentity {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private static final Logger LOG = LoggerFactory.getLogger(PemIdentity.class);

  private PemIdentity() {}

  /// @throws InterlockException naming the file and what to do about it
  static SSLContext load(TlsSettings settings) {
    try {
      Certificate[] chain = chain(settings.cert());
      PrivateKey key = key(settings.key());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("server", key, new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new InterlockException(
          ErrorCategory.USER,
          "http.tls: " + settings.cert() + " with its key can't be used: " + e.getMessage(),
          e);
    }
  }

  private static Certificate[] chain(Path file) throws GeneralSecurityException {
    var certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(read(file)));
    if (certificates.isEmpty()) {
      throw new InterlockException(
          ErrorCategory.USER, "http.tls.cert: no certificate in " + file + ", expected PEM");
    }
    return certificates.toArray(Certificate[]::new);
  }

  private static PrivateKey key(Path file) throws GeneralSecurityException {
    Matcher matcher = PKCS8.matcher(new String(read(file), US_ASCII));
    if (!matcher.find()) {
      throw new InterlockException(
          ErrorCategory.USER,
          "http.tls.key: no BEGIN PRIVATE KEY in "
              + file
              + "; convert it: openssl pkcs8 -topk8 -nocrypt");
    }
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        LOG.debug("key in {} is not {}", file, algorithm);
      }
    }
    throw new InterlockException(
        ErrorCategory.USER, "http.tls.key: the key in " + file + " is none of " + ALGORITHMS);
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InterlockException(ErrorCategory.USER, "http.tls: can't read " + file, e);
    }
  }
}
