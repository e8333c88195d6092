/// What this server does for its clients that the one below does not: [PatientConnections] lets a
/// client that is still writing see why it is refused, and speaks with those of HTTP/1.0;
/// [BodyCoding] takes compressed bodies.
@NullMarked
package dev.interlock.host.http.connection;

import org.jspecify.annotations.NullMarked;
