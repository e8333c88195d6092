/// Tokens of an identity provider: its keys, and what a token says of its bearer. Knows nothing of
/// requests and replies.
@NullMarked
package dev.interlock.host.http.jwt;

import org.jspecify.annotations.NullMarked;
