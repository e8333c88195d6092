/// What makes the first run show something. Delete the JAR and the sections that name it, and
/// nothing of it is left.
@NullMarked
package dev.interlock.demo;

import org.jspecify.annotations.NullMarked;
