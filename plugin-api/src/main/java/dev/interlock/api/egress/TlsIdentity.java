package dev.interlock.api.egress;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Who we are and whom we trust in TLS, as PEM files. Null: no client certificate; the trust of the
/// platform.
public record TlsIdentity(
    @Nullable Path clientCertificate, @Nullable Path clientKey, @Nullable Path authorities) {

  public static final TlsIdentity DEFAULT = new TlsIdentity(null, null, null);

  public TlsIdentity {
    if ((clientCertificate == null) != (clientKey == null)) {
      throw new IllegalArgumentException("client_cert and client_key come together");
    }
  }
}
