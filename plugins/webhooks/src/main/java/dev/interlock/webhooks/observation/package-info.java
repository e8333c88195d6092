/// What people and meters get to see of deliveries, and the notices that the connector defines.
@NullMarked
package dev.interlock.webhooks.observation;

import org.jspecify.annotations.NullMarked;
