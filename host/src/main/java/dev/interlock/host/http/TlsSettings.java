package dev.interlock.host.http;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;

/// Where the server's identity lies.
///
/// @param cert PEM: the certificate, then its issuers
/// @param key PEM: the private key, PKCS #8, not encrypted
public record TlsSettings(@NotNull Path cert, @NotNull Path key) {

  TlsSettings resolvedAgainst(Path folder) {
    return new TlsSettings(folder.resolve(cert), folder.resolve(key));
  }
}
