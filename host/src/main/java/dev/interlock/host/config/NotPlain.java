package dev.interlock.host.config;

/// Something that `PlainBinding` leaves to Jackson.
final class NotPlain extends Exception {

  private static final long serialVersionUID = 1L;

  NotPlain() {
    super(null, null, false, false);
  }
}
