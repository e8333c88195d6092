/// The connector's part of the command line.
@NullMarked
package dev.interlock.webhooks.command;

import org.jspecify.annotations.NullMarked;
