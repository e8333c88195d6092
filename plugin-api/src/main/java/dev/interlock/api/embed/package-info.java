/// A host inside your own program or test.
@NullMarked
package dev.interlock.api.embed;

import org.jspecify.annotations.NullMarked;
