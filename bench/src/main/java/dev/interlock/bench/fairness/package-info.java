/// What one dead and one slow responder among a hundred do to the others.
@NullMarked
package dev.interlock.bench.fairness;

import org.jspecify.annotations.NullMarked;
