/**
 * Replaces a connection's tokens exactly once across replicas: one flight per process, a lease in the row, the call to
 * DocuSign outside any transaction, and a store that compares the generation. The engine is plain code behind ports, so
 * that it can be driven without a database or a network. It decides nothing about who may have a token.
 */
@NullMarked
package io.countersign.refresh;

import org.jspecify.annotations.NullMarked;
