/**
 * Notices: which webhooks there are, what of the trail becomes a delivery to which of them, and how each is sent until
 * it arrives. The trail is the outbox: whoever records an event knows nothing of this package. Decides nothing about
 * connections; a consent link that a notice brings along is made by {@code consent}.
 */
@NullMarked
package io.countersign.notice;

import org.jspecify.annotations.NullMarked;
