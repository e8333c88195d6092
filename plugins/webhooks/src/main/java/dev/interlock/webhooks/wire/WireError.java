package dev.interlock.webhooks.wire;

/// What the API can't do: `{"code", "message", "details"}`.
public final class WireError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final int status;
  private final String details;

  /// Postmand's numbers and words.
  public enum Kind {
    INTERNAL(1, 500, "internal server error"),
    INVALID_ID(2, 404, "invalid id"),
    MALFORMED_BODY(3, 400, "malformed request body"),
    VALIDATION(4, 400, "request validation failed"),
    WEBHOOK(5, 404, "webhook not found"),
    DELIVERY(6, 404, "delivery not found"),
    ATTEMPT(7, 404, "delivery attempt not found");

    private final int code;
    private final int status;
    private final String message;

    Kind(int code, int status, String message) {
      this.code = code;
      this.status = status;
      this.message = message;
    }
  }

  private WireError(Kind kind, int status, String details) {
    super(details.isEmpty() ? kind.message : kind.message + ": " + details);
    this.kind = kind;
    this.status = status;
    this.details = details;
  }

  public static WireError of(Kind kind) {
    return new WireError(kind, kind.status, "");
  }

  /// @param details for people; empty for none
  public static WireError of(Kind kind, String details) {
    return new WireError(kind, kind.status, details);
  }

  /// One of a status that postmand doesn't have, as 409 or 422.
  public static WireError refused(int status, String details) {
    return new WireError(Kind.VALIDATION, status, details);
  }

  /// The store can't be reached, or a backlog is full.
  public static WireError unavailable(String details) {
    return new WireError(Kind.INTERNAL, 503, details);
  }

  public int status() {
    return status;
  }

  public int code() {
    return kind.code;
  }

  /// The kind's words.
  public String words() {
    return kind.message;
  }

  public String details() {
    return details;
  }
}
