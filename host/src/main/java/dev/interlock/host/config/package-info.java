/// Reads the operator's file: YAML with marks, references, binding, validation, every error with
/// its place.
@NullMarked
package dev.interlock.host.config;

import org.jspecify.annotations.NullMarked;
