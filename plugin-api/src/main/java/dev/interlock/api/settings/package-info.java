/// Types for configuration records: each has one text form in the file, and rejects every other.
@NullMarked
package dev.interlock.api.settings;

import org.jspecify.annotations.NullMarked;
