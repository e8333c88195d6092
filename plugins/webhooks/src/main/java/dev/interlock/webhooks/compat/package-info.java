/// The APIs of other systems that this connector may stand in for, as the file asks for them.
@NullMarked
package dev.interlock.webhooks.compat;

import org.jspecify.annotations.NullMarked;
