/// Expressions (CEL) of the file over an event's body: whether a webhook is told, and under which
/// key. Nothing of CEL is loaded before the first expression is compiled.
@NullMarked
package dev.interlock.webhooks.condition;

import org.jspecify.annotations.NullMarked;
