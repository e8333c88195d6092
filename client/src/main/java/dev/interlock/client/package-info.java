/// For programs that receive Interlock's webhooks: verify a signature, answer with a veto, sign a
/// verdict. Depends on nothing but the JDK. It holds the one implementation of the signature
/// schemes; the sender uses it too.
@NullMarked
package dev.interlock.client;

import org.jspecify.annotations.NullMarked;
