/**
 * What is done without a request that waits: what is due is claimed and renewed in turns that requests leave free, new
 * client secrets revive what the former ones lost, tenants are warned of refresh tokens that near their end, and
 * operators have a connection renewed at once; and what waits, is closed or has ended is counted for metrics. Every
 * replica does all of it; the rows see to it that nothing is done twice.
 *
 * <p>Decides when something is renewed, never how: the attempt, its lease and its ends belong to {@code refresh}, which
 * knows nothing of this room.
 */
@NullMarked
package io.countersign.refresh.upkeep;

import org.jspecify.annotations.NullMarked;
