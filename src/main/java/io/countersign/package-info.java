/**
 * Countersign, a multi-tenant token vault for DocuSign. Each folder below is a feature; this one holds nothing else.
 */
@NullMarked
package io.countersign;

import org.jspecify.annotations.NullMarked;
