package dev.interlock.webhooks.configuration;

import dev.interlock.api.egress.TlsIdentity;
import dev.interlock.api.settings.InvalidSetting;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `tls`: PEM files. Null: no client certificate; the trust of the platform.
public record TlsSettings(@Nullable Path clientCert, @Nullable Path clientKey, @Nullable Path ca) {

  public TlsSettings {
    if ((clientCert == null) != (clientKey == null)) {
      throw new InvalidSetting(
          clientCert == null ? "client_cert" : "client_key",
          "client_cert and client_key come together");
    }
  }

  TlsIdentity identity() {
    return new TlsIdentity(clientCert, clientKey, ca);
  }
}
