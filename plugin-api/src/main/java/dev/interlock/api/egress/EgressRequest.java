package dev.interlock.api.egress;

import dev.interlock.api.settings.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One HTTP request. Built by `EgressRequest.to(url)`; the builder is not thread-safe, the request
/// is immutable.
///
/// @param body shared, not copied: nobody writes to it; null sends none
/// @param group connections that carry requests of one group carry no others
public record EgressRequest(
    String method,
    URI url,
    List<Header> headers,
    byte @Nullable [] body,
    Limits limits,
    AddressPolicy addresses,
    TlsIdentity tls,
    String group) {

  /// @param connect for the connection with TLS
  /// @param request for everything, from resolving the name to the reply's last byte
  /// @param maxReply what is read of the decompressed reply body; beyond it the connection is
  ///   closed, the reply truncated
  public record Limits(Duration connect, Duration request, ByteSize maxReply) {}

  public record Header(String name, String value) {}

  public EgressRequest {
    headers = List.copyOf(headers);
  }

  public static Builder to(URI url) {
    return new Builder(url);
  }

  public static final class Builder {
    private final URI url;
    private String method = "GET";
    private final java.util.ArrayList<Header> headers = new java.util.ArrayList<>();
    private byte @Nullable [] body;
    private Limits limits =
        new Limits(Duration.ofSeconds(2), Duration.ofSeconds(10), new ByteSize(64 << 10));
    private AddressPolicy addresses = AddressPolicy.PUBLIC;
    private TlsIdentity tls = TlsIdentity.DEFAULT;
    private String group = "";

    private Builder(URI url) {
      this.url = Objects.requireNonNull(url, "url");
    }

    public Builder method(String verb) {
      this.method = verb;
      return this;
    }

    public Builder header(String name, String value) {
      headers.add(new Header(name, value));
      return this;
    }

    public Builder post(byte[] bytes) {
      this.method = "POST";
      this.body = bytes;
      return this;
    }

    public Builder limits(Limits value) {
      this.limits = value;
      return this;
    }

    public Builder addresses(AddressPolicy policy) {
      this.addresses = policy;
      return this;
    }

    public Builder tls(TlsIdentity identity) {
      this.tls = identity;
      return this;
    }

    public Builder group(String name) {
      this.group = name;
      return this;
    }

    public EgressRequest build() {
      return new EgressRequest(method, url, headers, body, limits, addresses, tls, group);
    }
  }
}
