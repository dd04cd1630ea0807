/**
 * The gate in front of DocuSign, one per integration and shared by all replicas: what closes it, what opens it again,
 * what an operator has to look at, and how many verdicts may fall at once. Beside it what one process counts for
 * itself: how many calls fail, and how many renewals begin.
 *
 * <p>Owns the rows of {@code upstream_gate}, {@code verdict_count} and {@code exchange_flag}; who asks whether it is
 * closed reads the view {@code closed_gate}. What an answer of DocuSign's means for the gate is said by
 * {@code refresh}, which stands above it; that new client secrets open it is found by {@code refresh.upkeep}. Knows no
 * lease and no connection.
 */
@NullMarked
package io.countersign.refresh.gate;

import org.jspecify.annotations.NullMarked;
