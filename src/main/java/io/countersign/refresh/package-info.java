/**
 * Replaces a connection's tokens exactly once across replicas: one flight per process, a lease in the row, the call to
 * DocuSign outside any transaction, and a store that compares the generation. The engine is plain code behind ports, so
 * that it can be driven without a database or a network. A refresh token and a signed assertion go through the same
 * lease, gate and store; what an assertion lacks is anything that a lost answer could spend. An imported token is
 * proven by the same engine on rows of its own ({@code Proofs}), in turns that nobody else wants, and waits there until
 * somebody judges whose it is.
 *
 * <p>Three rooms, each using only those named before it: {@code refresh.gate} says whether anything may be sent at all;
 * this one is the attempt, its lease and its ends; {@code refresh.upkeep} finds what is due when nobody asks. None of
 * them decides who may have a token.
 */
@NullMarked
package io.countersign.refresh;

import org.jspecify.annotations.NullMarked;
