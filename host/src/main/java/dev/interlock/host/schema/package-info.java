/// JSON of payloads: mapping, constraints, JSON Schema of every event, and its content-addressed
/// name.
@NullMarked
package dev.interlock.host.schema;

import org.jspecify.annotations.NullMarked;
