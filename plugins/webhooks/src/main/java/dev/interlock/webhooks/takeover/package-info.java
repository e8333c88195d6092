/// What is taken over from older systems.
@NullMarked
package dev.interlock.webhooks.takeover;

import org.jspecify.annotations.NullMarked;
