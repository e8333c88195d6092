/// The `webhooks` section of the file: what was written, what it means, and what is wrong with it.
@NullMarked
package dev.interlock.webhooks.configuration;

import org.jspecify.annotations.NullMarked;
