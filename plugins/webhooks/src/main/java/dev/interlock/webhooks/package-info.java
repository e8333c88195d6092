/// The webhooks connector: any event, told over HTTP after it or asked about before it.
@NullMarked
package dev.interlock.webhooks;

import org.jspecify.annotations.NullMarked;
