/// Before webhooks: what a reply says about the event, and what a failure means for it.
@NullMarked
package dev.interlock.webhooks.verdict;

import org.jspecify.annotations.NullMarked;
