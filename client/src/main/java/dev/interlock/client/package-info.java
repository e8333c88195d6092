/// For programs that receive Interlock's webhooks. Depends on nothing but the JDK.
package dev.interlock.client;
