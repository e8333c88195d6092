/// What commands of a connector may use.
@NullMarked
package dev.interlock.api.command;

import org.jspecify.annotations.NullMarked;
