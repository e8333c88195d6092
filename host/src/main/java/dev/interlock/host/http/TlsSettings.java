package dev.interlock.host.http;

import java.nio.file.Path;

/// Where the server's identity lies.
///
/// @param cert PEM: the certificate, then its issuers
/// @param key PEM: the private key, PKCS #8, not encrypted
public record TlsSettings(Path cert, Path key) {

  TlsSettings resolvedAgainst(Path folder) {
    return new TlsSettings(folder.resolve(cert), folder.resolve(key));
  }
}
